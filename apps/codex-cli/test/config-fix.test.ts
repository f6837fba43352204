import { chmod, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { runConfig } from '../src/otel/run-config.ts';
import type { Host } from '../src/host.ts';
import { withSandbox } from './support.ts';
import type { Sandbox } from './support.ts';

const FORM = `# top
[otel]
exporter = "otlp-http" # which
[otel.exporter."otlp-http"]
endpoint = "https://o.example"
[otel.exporter.otlp-grpc]
endpoint = "https://o.example"
[otel.exporter.otlp-grpc.headers]
Authorization = "Basic SuPer5ecret"
`;
const FIXED = `# top
[otel]
# which
[otel.exporter."otlp-http"]
endpoint = "https://o.example"
# [otel.exporter.otlp-grpc]
# endpoint = "https://o.example"
# [otel.exporter.otlp-grpc.headers]
# Authorization = "Basic SuPer5ecret"
`;

const pathOf = (sandbox: Sandbox): string => join(sandbox.codexHome, 'config.toml');

test('config --fix shows the changed lines without secrets, and writes', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig(FORM);
    await chmod(pathOf(sandbox), 0o600);
    const { code, stdout, stderr } = await sandbox.codex(['otel', 'config', '--fix']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('@@ line 3 @@\n-exporter = "otlp-http" # which\n+# which\n');
    expect(stdout).toContain('-Authorization = [redacted]\n+# Authorization = [redacted]\n');
    expect(stdout).not.toContain('SuPer5ecret');
    expect(stdout).not.toContain('# top');
    expect(await readFile(pathOf(sandbox), 'utf8')).toBe(FIXED);
    expect((await stat(pathOf(sandbox))).mode & 0o777).toBe(0o600);
    expect((await readdir(sandbox.codexHome)).toSorted()).toEqual(['cache', 'config.toml']);
    const again = await sandbox.codex(['otel', 'config', '--fix']);
    expect(again).toMatchObject({ code: 0, stdout: `${pathOf(sandbox)} needs no change.\n` });
  });
});

test('config --fix writes through a link', async () => {
  await withSandbox(async (sandbox) => {
    const target = join(sandbox.home, 'dotfiles.toml');
    await writeFile(target, FORM);
    await symlink(target, pathOf(sandbox));
    expect(await sandbox.codex(['otel', 'config', '--fix'])).toMatchObject({ code: 0 });
    expect(await readFile(target, 'utf8')).toBe(FIXED);
  });
});

test('config --fix takes the file of the profile as well', async () => {
  await withSandbox(async (sandbox) => {
    const profile = join(sandbox.codexHome, 'work.config.toml');
    await sandbox.writeConfig('model = "m"\n');
    await writeFile(profile, FORM);
    const { code, stdout } = await sandbox.codex(['otel', 'config', '--fix', '--profile', 'work']);
    expect(code).toBe(0);
    expect(stdout).toContain(`${pathOf(sandbox)} needs no change.`);
    expect(await readFile(profile, 'utf8')).toBe(FIXED);
  });
});

test.each([
  ['no file', null, /There is no .*config\.toml to fix/],
  ['another error', '[otel]\nexporter = otlp-http\n', /config\.toml:2:12: unexpected character/],
  ['no UTF-8', Buffer.from([0x61, 0x20, 0x3d, 0x20, 0x22, 0xff, 0x22]), /not UTF-8/],
] as const)('config --fix with %s says so and writes nothing', async (_name, content, message) => {
  await withSandbox(async (sandbox) => {
    if (content !== null) await writeFile(pathOf(sandbox), content);
    const { code, stdout, stderr } = await sandbox.codex(['otel', 'config', '--fix']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    const after = await readFile(pathOf(sandbox)).catch(() => null);
    expect(after).toEqual(content === null ? null : Buffer.from(content));
  });
});

test.each([
  ['y', true, {}],
  ['n', false, {}],
  ['', false, {}],
  [null, true, { yes: true }],
] as const)('config --fix on a terminal asks, and %j with %p means %p', async (answer, written, options) => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig(FORM);
    const { host, input, printed } = terminal(sandbox);
    const done = runConfig({ fix: true, ...options }, host);
    if (answer !== null) {
      while (!printed().includes('[y/N]')) await new Promise((resolve) => setTimeout(resolve, 5));
      input.write(`${answer}\n`);
    }
    expect(await done).toBe(written ? 0 : 1);
    expect(await readFile(pathOf(sandbox), 'utf8')).toBe(written ? FIXED : FORM);
    expect(printed()).toContain(written ? 'Written.' : 'Nothing was written.');
  });
});

test('config --fix does not write over a change made while it asked', async () => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig(FORM);
    const { host, input, printed } = terminal(sandbox);
    const done = runConfig({ fix: true }, host);
    while (!printed().includes('[y/N]')) await new Promise((resolve) => setTimeout(resolve, 5));
    await sandbox.writeConfig('model = "other"\n');
    input.write('y\n');
    expect(await done).toBe(1);
    expect(await readFile(pathOf(sandbox), 'utf8')).toBe('model = "other"\n');
  });
});

/** A host at which a person sits. */
function terminal(sandbox: Sandbox): {
  readonly host: Host;
  readonly input: PassThrough;
  readonly printed: () => string;
} {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  let text = '';
  output.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const host: Host = {
    env: {},
    cwd: sandbox.workspace,
    home: sandbox.home,
    platform: process.platform,
    stdin: input,
    stdout: output,
    stderr: output,
  };
  return { host, input, printed: () => text };
}
