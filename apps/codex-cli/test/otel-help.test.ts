import { expect, test } from '@jest/globals';
import { withSandbox } from './support.ts';

test.each([
  'status',
  'flush',
  'doctor',
  'setup',
  'tail',
  'purge',
  'rebind',
  'quarantine',
  'quarantine list',
  'quarantine show',
  'quarantine retry',
  'quarantine drop',
  'config',
])('codex otel %s --help documents exit codes and gives an example', async (name) => {
  await withSandbox(async (sandbox) => {
    const { code, stdout } = await sandbox.codex(['otel', ...name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 {2}\S/m);
    expect(stdout).toMatch(new RegExp(`^Examples:\\n(.*\\n)*.*codex otel ${name}`, 'm'));
  });
});
