import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { createScriptedModel } from '@codex-langfuse/core';
import type { ScriptedModel } from '@codex-langfuse/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';

const { resolve } = createRequire(import.meta.url);
const CODEX = join(dirname(resolve('@codex-langfuse/codex-cli/package.json')), 'dist/main.js');
const MODULE = resolve('@codex-langfuse/example-webhook-exporter');

let model: ScriptedModel;
let home: string;
beforeAll(async () => {
  model = await createScriptedModel({
    reply: () => ({ kind: 'respond', items: [{ type: 'message', text: 'Done.' }] }),
  });
});
afterAll(() => model.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'webhook-exporter-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function configure(module: string, port: number): Promise<void> {
  return writeFile(
    join(home, 'config.toml'),
    `model_provider = "scripted"
[model_providers.scripted]
base_url = "${model.url}"
[otel]
delivery = "wait"
exporter_modules = { webhook = ${JSON.stringify(module)} }
[otel.exporter.webhook]
endpoint = "http://127.0.0.1:${port}/turns"
`,
  );
}

async function codex(...parameters: readonly string[]): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env['PATH'], HOME: home, CODEX_HOME: home };
  const child = spawn(process.execPath, [CODEX, ...parameters], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolveCode) => child.on('close', resolveCode));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output: stdout + stderr };
}

test('an exporter of another package, named in config.toml, gets the turn', async () => {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push(body);
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await configure(MODULE, (server.address() as AddressInfo).port);
  expect((await codex('exec', '--skip-git-repo-check', 'hello')).code).toBe(0);
  expect(received).toEqual([{ turns: [expect.objectContaining({ name: 'invoke_agent codex', outcome: 'ended' })] }]);
  const status = JSON.parse((await codex('otel', 'status', '--json')).output) as { ledger: { pending: number } };
  expect(status.ledger.pending).toBe(0);
  server.close();
});

test('a module that cannot be used disturbs nothing, keeps the events and says what to do', async () => {
  await writeFile(join(home, 'wrong.mjs'), 'export const exporters = {};');
  await configure('wrong.mjs', 9);
  expect((await codex('exec', '--skip-git-repo-check', 'hello')).code).toBe(0);
  const flushed = await codex('otel', 'flush');
  expect(flushed.code).toBe(1);
  expect(flushed.output).toContain('exporters.webhook');
});
