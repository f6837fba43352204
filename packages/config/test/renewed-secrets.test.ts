import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig } from '../src/index.ts';
import { createWorkspace } from './support/workspace.ts';

/** A program that prints a token and counts its runs; what it prints can be changed. */
function tokenProgram(): { readonly path: string; readonly home: string; say(token: string): void } {
  const home = createWorkspace({ 'token.sh': '#!/bin/sh\ncat "$0.said"\n' });
  const path = join(home, 'token.sh');
  chmodSync(path, 0o755);
  const say = (token: string): void => writeFileSync(`${path}.said`, token);
  return { path, home, say };
}

function loadWith(home: string, toml: string, now: () => number): ReturnType<typeof loadConfig> {
  writeFileSync(join(home, 'config.toml'), toml);
  return loadConfig({
    home,
    cwd: home,
    env: { CODEX_HOME: home, PATH: process.env['PATH'] },
    now,
    systemDirectory: home,
  });
}

test('a program is asked when its secret is needed, not when the configuration is loaded', () => {
  const { path, home, say } = tokenProgram();
  const toml = `[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = { command = ["${path}"] } }\n`;
  const { config, warnings } = loadWith(home, toml, () => 0);
  expect(warnings).toEqual([]);
  const header = config.otel.destinations[0]?.headers['a'];
  expect(() => header?.reveal()).toThrow('status 1');
  say('first');
  expect(header?.reveal()).toBe('first');
});

test('what it said is used for a minute, then it is asked again', () => {
  const { path, home, say } = tokenProgram();
  let now = 0;
  const toml = `[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = { command = ["${path}"] } }\n`;
  const header = loadWith(home, toml, () => now).config.otel.destinations[0]?.headers['a'];
  say('first');
  expect(header?.reveal()).toBe('first');
  say('second');
  now = 59_999;
  expect(header?.reveal()).toBe('first');
  now = 60_000;
  expect(header?.reveal()).toBe('second');
  expect(`${String(header)} ${JSON.stringify(header)}`).toBe('[redacted] "[redacted]"');
});

test('a secret key from a program makes a Basic header, and the public key still names the project', () => {
  const { path, home, say } = tokenProgram();
  const toml = `[otel.exporter.langfuse]\npublic_key = "pk-lf-1"\nsecret_key = { command = ["${path}"] }\n`;
  const destination = loadWith(home, toml, () => 0).config.otel.destinations[0];
  expect(destination?.projectKeyId).toBe('pk-lf-1');
  say('sk-lf-2');
  const text = destination?.headers['authorization']?.reveal().replace('Basic ', '') ?? '';
  expect(Buffer.from(text, 'base64').toString()).toBe('pk-lf-1:sk-lf-2');
});

test('renew asks the program beside the thread, and reveal answers with what it said', async () => {
  const { path, home, say } = tokenProgram();
  let now = 0;
  const toml = `[otel.exporter.langfuse]\npublic_key = "pk-lf-1"\nsecret_key = { command = ["${path}"] }\n`;
  const header = loadWith(home, toml, () => now).config.otel.destinations[0]?.headers['authorization'];
  const text = (): string => Buffer.from(header?.reveal().replace('Basic ', '') ?? '', 'base64').toString();
  await expect(header?.renew()).rejects.toMatchObject({
    code: 'secret_command_failed',
    message: expect.stringContaining('status 1'),
  });
  say('first');
  await header?.renew();
  // No program could say this now: reveal has what renew was told.
  rmSync(`${path}.said`);
  expect(text()).toBe('pk-lf-1:first');
  say('second');
  now = 49_999;
  await header?.renew();
  expect(text()).toBe('pk-lf-1:first');
  now = 50_000;
  await header?.renew();
  expect(text()).toBe('pk-lf-1:second');
});

test('renew asks the program of a public key as well', async () => {
  const { path, home, say } = tokenProgram();
  const toml = `[otel.exporter.langfuse]\npublic_key = { command = ["${path}"] }\nsecret_key = "sk-lf-1"\n`;
  const header = loadWith(home, toml, () => 0).config.otel.destinations[0]?.headers['authorization'];
  say('pk-lf-1');
  await header?.renew();
  rmSync(`${path}.said`);
  expect(Buffer.from(header?.reveal().replace('Basic ', '') ?? '', 'base64').toString()).toBe('pk-lf-1:sk-lf-1');
});

test.each([
  ['cannot be run', ['/does/not/exist'], 'could not be run (ENOENT)'],
  ['prints too much', ['/bin/sh', '-c', 'yes | head -c 100000'], 'printed more than 64 KiB'],
  ['prints nothing', ['/bin/sh', '-c', 'exit 0'], 'printed nothing'],
  ['is killed', ['/bin/sh', '-c', 'kill -TERM $$'], 'ended with SIGTERM'],
])('renew says of a program that %s what reveal says', async (_what, argv, problem) => {
  const { home } = tokenProgram();
  const toml = `[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = { command = ${JSON.stringify(argv)} } }\n`;
  const header = loadWith(home, toml, () => 0).config.otel.destinations[0]?.headers['a'];
  await expect(header?.renew()).rejects.toThrow(problem);
  expect(() => header?.reveal()).toThrow(problem);
});

test('renew throws away what a program says on stderr, however much that is', async () => {
  const { home } = tokenProgram();
  const argv = ['/bin/sh', '-c', 'yes | head -c 200000 >&2; echo token'];
  const toml = `[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = { command = ${JSON.stringify(argv)} } }\n`;
  const header = loadWith(home, toml, () => 0).config.otel.destinations[0]?.headers['a'];
  await header?.renew();
  expect(header?.reveal()).toBe('token');
});
