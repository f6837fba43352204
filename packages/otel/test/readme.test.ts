import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

test('the example of the README runs', () => {
  const packageFolder = fileURLToPath(new URL('..', import.meta.url));
  const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(`${packageFolder}/README.md`, 'utf8')) ?? [];
  const output = execFileSync(process.execPath, ['--input-type=module', '--disable-warning=ExperimentalWarning', '-'], {
    cwd: packageFolder,
    input: example,
    encoding: 'utf8',
  });
  expect(output).toContain('invoke_agent codex');
  expect(output).toMatch(/true \{\s+recorded: 2,\s+delivered: 2,/);
});
