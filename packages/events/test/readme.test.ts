import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test('the example of the README runs and prints what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /^```js\n(.*?)^```/ms.exec(readme)?.[1] ?? '';
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trim().split(/\s+/).join(' ')).toBe(
    [
      'valid',
      "[ 'tool_decision: attributes.call_id: expected a string, given an integer' ]",
      "{ prompt_length: 14 } { colour: 'red' }",
      '2026-11-23T15:11:35.582Z',
      "{ 'codex user_prompt colour': 1 }",
    ].join(' '),
  );
});
