import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startHttpReceiver } from '@codex-langfuse/exporter/testing';
import type { HttpReceiver } from '@codex-langfuse/exporter/testing';
import { attributesToObject, decodeTraceRequest } from '@codex-langfuse/otlp';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');

const LANGFUSE = { LANGFUSE_PUBLIC_KEY: 'pk-lf-example', LANGFUSE_SECRET_KEY: 'sk-lf-example' };

let receiver: HttpReceiver;
let folder: string;

beforeEach(async () => {
  receiver = await startHttpReceiver();
  folder = await mkdtemp(join(tmpdir(), 'instrument-a-program-'));
  await writeFile(join(folder, 'poem.txt'), 'so much depends upon\n');
});

afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(env: Readonly<Record<string, string>>) {
  const { PATH = '' } = process.env;
  return promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'poem.txt'], {
    cwd: folder,
    env: { PATH, HOME: folder, CODEX_HOME: folder, ...env },
  });
}

/** All received spans, with the service that sent them. */
function receivedSpans() {
  return receiver.requests
    .filter(({ path }) => path.endsWith('/v1/traces'))
    .flatMap(({ body }) => {
      const result = decodeTraceRequest(body, 'protobuf');
      if (!result.ok) throw new Error('not an OTLP request');
      return result.value.resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans
          .flatMap(({ spans }) => spans)
          .map((span) => ({
            ...span,
            service: attributesToObject(resource.attributes)['service.name'],
            values: attributesToObject(span.attributes),
          })),
      );
    });
}

test('with Langfuse keys in the environment both traces arrive at Langfuse', async () => {
  const { stdout, stderr } = await run({ ...LANGFUSE, LANGFUSE_BASE_URL: receiver.origin });
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'poem.txt: 4 words',
    'spans, logs, metrics: flushed',
    'events: 5 recorded, 5 delivered, 0 pending',
    '',
  ]);
  const authorization = `Basic ${Buffer.from('pk-lf-example:sk-lf-example').toString('base64')}`;
  for (const { path, headers } of receiver.requests) {
    expect(path).toBe('/api/public/otel/v1/traces');
    expect(headers).toMatchObject({ authorization, 'x-langfuse-ingestion-version': '4' });
  }
  const spans = receivedSpans();
  const counting = spans.find(({ name }) => name === 'count words');
  expect(counting).toMatchObject({ service: 'word-counter', values: { 'file.path': 'poem.txt', 'word.count': 4 } });
  expect(spans.find(({ name }) => name === 'read file')?.parentSpanId).toBe(counting?.spanId);
  const agent = spans.find(({ values }) => values['langfuse.observation.type'] === 'agent');
  expect(agent).toMatchObject({ service: 'word-counter-agent' });
  const generation = spans.find(({ values }) => values['langfuse.observation.type'] === 'generation');
  expect(generation).toMatchObject({ traceId: agent?.traceId, values: { 'gen_ai.usage.input_tokens': 120 } });
});

test('config.toml decides: all signals over OTLP, and its words win over the environment', async () => {
  await writeFile(
    join(folder, 'config.toml'),
    `[otel]\nenvironment = "staging"\n[otel.exporter.otlp-http]\nendpoint = "${receiver.origin}"\n`,
  );
  const { stdout } = await run({ ...LANGFUSE, LANGFUSE_BASE_URL: 'http://127.0.0.1:1' });
  expect(stdout).toContain('spans, logs, metrics: flushed');
  expect(stdout).toContain('0 pending');
  expect(new Set(receiver.requests.map(({ path }) => path))).toEqual(
    new Set(['/v1/traces', '/v1/logs', '/v1/metrics']),
  );
  expect(new Set(receivedSpans().map(({ service }) => service))).toEqual(
    new Set(['word-counter', 'word-counter-agent']),
  );
});

test('without a destination the program works and sends nothing', async () => {
  const { stdout, stderr } = await run({});
  expect(stdout).toContain('poem.txt: 4 words');
  expect(stderr).toContain('telemetry is off');
  expect(receiver.requests).toHaveLength(0);
});

test('an endpoint that is down costs the program neither its answer nor the turn, which waits in the journal', async () => {
  await receiver.close();
  const dead = await run({ ...LANGFUSE, LANGFUSE_BASE_URL: receiver.origin });
  expect(dead.stdout).toContain('poem.txt: 4 words');
  expect(dead.stdout).toContain('events: 5 recorded, 0 delivered, 5 pending');
  expect(dead.stdout).toMatch(/^spans, logs, metrics: (failed|timeout)$/m);
}, 20_000);
