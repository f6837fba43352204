import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = join(import.meta.dirname, '..');

test('the examples of the README run and print what they say', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  const outputs: string[] = [];
  for (const example of examples) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], { cwd: packageFolder });
    outputs.push(stdout);
  }
  expect(outputs).toEqual([
    '2 empty\n{ recorded: 2, delivered: 2, rejected: 0, pending: 0 }\n/v1/traces\n',
    expect.stringMatching(/^default: traces [0-9a-f]{32}\/[0-9a-f]{16}\n$/),
  ]);
});
