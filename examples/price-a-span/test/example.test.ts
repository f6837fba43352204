import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../main.mjs', import.meta.url));

test('prints type, usage and cost', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);
  expect(stdout).toContain('GENERATION');
  expect(stdout).toContain('input_cached_tokens: 1000');
  expect(stdout).toContain('total: 0.000975');
});
