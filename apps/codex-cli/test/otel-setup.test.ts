import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startLangfuseLocal } from '@codex-langfuse/langfuse-local';
import { withReceiver } from './otel-support.ts';
import { withSandbox } from './support.ts';
import type { Sandbox } from './support.ts';

const SECRET = 'sk-lf-planted-secret-4711';
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const KEYS = ['--public-key', 'pk-lf-1', '--secret-key-stdin'];

const configOf = (sandbox: Sandbox): Promise<string> => readFile(join(sandbox.codexHome, 'config.toml'), 'utf8');
const keyFile = (sandbox: Sandbox): string => join(sandbox.codexHome, 'langfuse-secret-key');

test('flags and stdin write the configuration, keep all else, and the doctor tries it', async () => {
  await withSandbox(async (sandbox) => {
    const server = await startLangfuseLocal({ directory: join(sandbox.home, 'langfuse'), port: 0 });
    try {
      const { publicKey, secretKey } = server.keys;
      await sandbox.writeConfig('# my settings\nmodel = "gpt-5" # the good one\n\n[otel]\nenvironment = "staging"\n');
      await chmod(join(sandbox.codexHome, 'config.toml'), 0o640);
      const parameters = ['otel', 'setup', '--base-url', server.url, '--public-key', publicKey, '--secret-key-stdin'];
      const { code, stdout, stderr } = await sandbox.codex(parameters, { stdin: `${secretKey}\n` });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`+ public_key = "${publicKey}"`);
      expect(stdout).toContain('✓ read-back');
      expect(stdout).not.toContain(secretKey);
      expect(await configOf(sandbox)).toBe(`# my settings
model = "gpt-5" # the good one

[otel]
environment = "staging"

[otel.exporter.langfuse]
base_url = "${server.url}"
public_key = "${publicKey}"
secret_key = { file = "langfuse-secret-key" }
`);
      expect((await stat(join(sandbox.codexHome, 'config.toml'))).mode & 0o777).toBe(0o640);
      expect((await stat(keyFile(sandbox))).mode & 0o777).toBe(0o600);
      expect(await readFile(keyFile(sandbox), 'utf8')).toBe(`${secretKey}\n`);
    } finally {
      await server.close();
    }
  });
});

test('langfuse-local: the running server and its keys are found', async () => {
  await withSandbox(async (sandbox) => {
    const parameters = ['otel', 'setup', '--region', 'langfuse-local'];
    expect(await sandbox.codex(parameters)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No langfuse-local'),
    });
    const directory = join(sandbox.home, '.local', 'share', 'langfuse-local');
    const server = await startLangfuseLocal({ directory, port: 0 });
    try {
      const { code, stdout } = await sandbox.codex(parameters);
      expect(code).toBe(0);
      expect(stdout).not.toContain(server.keys.secretKey);
      expect(await configOf(sandbox)).toContain(`base_url = "${server.url}"`);
    } finally {
      await server.close();
    }
  });
});

test('an exporter that is there stays, unless it is to be replaced; its values are not shown', async () => {
  await withSandbox(async (sandbox) => {
    const before = '[otel.exporter.otlp-http]\nendpoint = "http://127.0.0.1:9"\nheaders = { X-Key = "planted-old" }\n';
    await sandbox.writeConfig(before);
    const parameters = ['otel', 'setup', '--region', 'us', '--no-doctor', ...KEYS];
    const refused = await sandbox.codex(parameters, { stdin: SECRET });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--replace') });
    expect(refused.stderr).toContain('config.toml:1: otel.exporter.otlp-http');
    expect(await configOf(sandbox)).toBe(before);
    expect(existsSync(keyFile(sandbox))).toBe(false);

    const replaced = await sandbox.codex([...parameters, '--replace'], { stdin: SECRET });
    expect(replaced.code).toBe(0);
    expect(replaced.stdout).toContain('- otel.exporter.otlp-http.headers (line 3)');
    expect(await configOf(sandbox)).not.toContain('otlp-http');
    for (const { stdout, stderr } of [refused, replaced])
      for (const secret of [SECRET, 'planted-old']) expect(stdout + stderr).not.toContain(secret);
  });
});

test('what the doctor finds is exit code 3; the configuration is written', async () => {
  await withReceiver(async (sandbox, receiver) => {
    receiver.answerWith((_request, response) => response.writeHead(401).end(SECRET));
    const { code, stdout } = await sandbox.codex(['otel', 'setup', '--base-url', receiver.origin, ...KEYS], {
      stdin: SECRET,
    });
    expect(code).toBe(3);
    expect(stdout).toContain('http_401');
    expect(stdout).not.toContain(SECRET);
    expect(await configOf(sandbox)).toContain('pk-lf-1');
  });
});

describe('nothing is written when', () => {
  test.each([
    ['nobody can be asked', [], '', '--region or --base-url'],
    ['the public key is missing', ['--region', 'eu'], '', '--public-key'],
    ['the secret key is missing', ['--region', 'eu', '--public-key', 'pk-lf-1'], '', '--secret-key-stdin'],
    ['stdin is empty', ['--region', 'eu', ...KEYS], '', 'secret key is empty'],
    ['the keys are swapped', ['--region', 'eu', '--public-key', SECRET, '--secret-key-stdin'], 'pk-lf-1', 'secret key'],
    ['both places are given', ['--region', 'eu', '--base-url', 'https://a.example', ...KEYS], SECRET, 'either'],
    ['the URL is none', ['--base-url', 'nonsense', ...KEYS], SECRET, 'URL'],
    ['keys would travel in the clear', ['--base-url', 'http://langfuse.example', ...KEYS], SECRET, 'https'],
  ])('%s', async (_name, parameters, stdin, message) => {
    await withSandbox(async (sandbox) => {
      const { code, stdout, stderr } = await sandbox.codex(['otel', 'setup', ...parameters], { stdin });
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stdout + stderr).not.toContain(SECRET);
      expect(existsSync(join(sandbox.codexHome, 'config.toml'))).toBe(false);
      expect(existsSync(keyFile(sandbox))).toBe(false);
    });
  });

  test('regression: the key of before was replaced although config.toml could not be written', async () => {
    await withSandbox(async (sandbox) => {
      // A name beside which no draft fits.
      const target = join(sandbox.home, 'x'.repeat(250));
      await writeFile(target, 'model = "gpt-5"\n');
      await symlink(target, join(sandbox.codexHome, 'config.toml'));
      await writeFile(keyFile(sandbox), 'sk-lf-before\n');
      const { code, stderr } = await sandbox.codex(['otel', 'setup', '--region', 'eu', ...KEYS], { stdin: SECRET });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `codex otel setup: ${join(sandbox.codexHome, 'config.toml')} cannot be written (ENAMETOOLONG). Nothing was written.\n`,
      });
      expect(await readFile(keyFile(sandbox), 'utf8')).toBe('sk-lf-before\n');
      expect((await readdir(sandbox.codexHome)).toSorted()).toEqual(['cache', 'config.toml', 'langfuse-secret-key']);
    });
  });

  test('regression: a configuration that is not UTF-8 came back as something else', async () => {
    await withSandbox(async (sandbox) => {
      const before = Buffer.from('# caf\u00e9\n', 'latin1');
      await writeFile(join(sandbox.codexHome, 'config.toml'), before);
      const { code, stderr } = await sandbox.codex(['otel', 'setup', '--region', 'eu', ...KEYS], { stdin: SECRET });
      expect(code).toBe(1);
      expect(stderr).toContain('not UTF-8');
      expect(await readFile(join(sandbox.codexHome, 'config.toml'))).toEqual(before);
    });
  });

  test('config.toml is broken', async () => {
    await withSandbox(async (sandbox) => {
      await sandbox.writeConfig('[otel\n');
      expect((await sandbox.codex(['otel', 'setup', '--region', 'eu', ...KEYS], { stdin: SECRET })).code).toBe(1);
      expect(await configOf(sandbox)).toBe('[otel\n');
    });
  });
});

/** util-linux gives a child a terminal of its own; where it is missing there is nothing to try this with. */
const SCRIPT = '/usr/bin/script';
const describeOnTerminal = existsSync(SCRIPT) && process.platform === 'linux' ? describe : describe.skip;

/** Types each answer when its question shows; resolves to all that the terminal showed. */
function typeAnswers(
  sandbox: Sandbox,
  answers: readonly (readonly [RegExp, string])[],
): Promise<{ code: number | null; screen: string }> {
  const child = spawn(SCRIPT, ['-qec', `'${process.execPath}' '${MAIN}' otel setup --no-doctor`, '/dev/null'], {
    cwd: sandbox.workspace,
    env: { PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, HOME: sandbox.home, TERM: 'xterm' },
  });
  const waiting = [...answers];
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    const [next] = waiting;
    if (next?.[0].test(screen) !== true) return;
    waiting.shift();
    child.stdin.write(next[1]);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, screen }));
  });
}

describeOnTerminal('on a terminal', () => {
  test('everything is asked; the secret key is not echoed; the change is shown before it is written', async () => {
    await withSandbox(async (sandbox) => {
      const { code, screen } = await typeAnswers(sandbox, [
        [/Choose 1 to 6/, '5\r'],
        [/Base URL/, 'langfuse\r'],
        [/is not a URL[^]*Base URL/, 'https://langfuse.example\r'],
        [/Public key/, `${SECRET.replace('planted', 'mistaken')}\r`],
        [/that is a secret key[^]*Public key/, 'pk-lf-1\r'],
        [/Secret key/, 'pk-lf-1\r'],
        // Not before it is asked again: until then the terminal echoes.
        [/that is a public key[^]*Secret key/, `${SECRET}\r`],
        [/Write this\?/, 'y\r'],
      ]);
      expect(screen).toContain('+ public_key = "pk-lf-1"');
      expect(screen).toContain('Written.');
      expect(code).toBe(0);
      expect(screen).not.toContain('planted');
      expect(await readFile(keyFile(sandbox), 'utf8')).toBe(`${SECRET}\n`);
      expect(await configOf(sandbox)).toContain('base_url = "https://langfuse.example"');
    });
  });

  test('no, and Ctrl-C, write nothing', async () => {
    await withSandbox(async (sandbox) => {
      const beginning = [
        [/Choose 1 to 6/, '\r'],
        [/Public key/, 'pk-lf-1\r'],
      ] as const;
      const refused = await typeAnswers(sandbox, [...beginning, [/Secret key/, `${SECRET}\r`], [/Write this\?/, '\r']]);
      const cancelled = await typeAnswers(sandbox, [...beginning, [/Secret key/, '\u0003']]);
      for (const { code, screen } of [refused, cancelled]) {
        expect(screen).toContain('Nothing was written.');
        expect(code).toBe(2);
        expect(screen).not.toContain('planted');
      }
      expect(existsSync(join(sandbox.codexHome, 'config.toml'))).toBe(false);
      expect(existsSync(keyFile(sandbox))).toBe(false);
    });
  });
});
