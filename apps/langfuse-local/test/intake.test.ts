import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decodeResponse, decodeStatus, encodeTraceRequest } from '@codex-langfuse/otlp';
import { startLangfuseLocal } from '../src/start-langfuse-local.ts';
import { RECIPE, RECIPE_TRACE_ID, clientOf, spanRequest, withServer } from './support.ts';

const TRACES = '/api/public/otel/v1/traces';
const PROTOBUF = { 'content-type': 'application/x-protobuf' };

interface TraceAnswer {
  readonly observations: readonly { readonly id: string; readonly type: string; readonly totalCost: number }[];
  readonly totalCost: number;
}

describe('traces', () => {
  for (const [name, compress] of [
    ['identity', false],
    ['gzip', true],
  ] as const) {
    for (const encoding of ['protobuf', 'json'] as const) {
      test(`${encoding}, ${name}: stored before the answer, and read back`, async () => {
        await withServer(async (server) => {
          const body = encodeTraceRequest(RECIPE.request, encoding);
          const answer = await server.post(TRACES, compress ? gzipSync(body) : body, {
            'content-type': encoding === 'json' ? 'application/json; charset=utf-8' : 'application/x-protobuf',
            ...(compress ? { 'content-encoding': 'gzip' } : {}),
          });
          expect(answer.status).toBe(200);
          const bytes = new Uint8Array(await answer.arrayBuffer());
          expect(decodeResponse('traces', encoding, bytes)).toEqual({ ok: true, value: null });

          const trace = (await (await server.get(`/api/public/traces/${RECIPE_TRACE_ID}`)).json()) as TraceAnswer;
          expect(trace.observations.map((observation) => observation.type)).toEqual([
            'AGENT',
            'EVENT',
            'GENERATION',
            'TOOL',
            'EVENT',
            'GENERATION',
          ]);
          expect(trace.totalCost).toBeCloseTo(0.002865, 12);
        });
      });
    }
  }

  test('the same request twice is stored once', async () => {
    await withServer(async (server) => {
      for (let delivery = 0; delivery < 2; delivery += 1) {
        expect((await server.postJson(TRACES, RECIPE.request)).status).toBe(200);
      }
      const trace = (await (await server.get(`/api/public/traces/${RECIPE_TRACE_ID}`)).json()) as TraceAnswer;
      expect(trace.observations).toHaveLength(6);
      expect(trace.totalCost).toBeCloseTo(0.002865, 12);
    });
  });

  test('a bad span is refused alone, by name', async () => {
    await withServer(async (server) => {
      const request = spanRequest({}, { name: 'broken one', spanId: 'xyz' }, { spanId: '3333333333333333' });
      const answer = await server.postJson(TRACES, request);
      expect(answer.status).toBe(200);
      const partial = (await answer.json()) as { partialSuccess: { rejectedSpans: string; errorMessage: string } };
      expect(Number(partial.partialSuccess.rejectedSpans)).toBe(1);
      expect(partial.partialSuccess.errorMessage).toContain('broken one');
      const trace = await server.get('/api/public/traces/11111111111111111111111111111111');
      expect(((await trace.json()) as TraceAnswer).observations).toHaveLength(2);
    });
  });

  test('an empty request is fine', async () => {
    await withServer(async (server) => {
      expect((await server.postJson(TRACES, {})).status).toBe(200);
      expect((await server.post(TRACES, new Uint8Array(), PROTOBUF)).status).toBe(200);
    });
  });

  test('what was stored is there after a restart', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'langfuse-local-'));
    const first = await startLangfuseLocal({ directory, port: 0 });
    expect((await clientOf(first, directory).postJson(TRACES, RECIPE.request)).status).toBe(200);
    await first.close();
    const second = await startLangfuseLocal({ directory, port: 0 });
    expect(second.keys).toEqual(first.keys);
    expect((await clientOf(second, directory).get(`/api/public/traces/${RECIPE_TRACE_ID}`)).status).toBe(200);
    await second.close();
    await rm(directory, { recursive: true });
  });
});

describe('bad requests get a 4xx that says what to do, and the server goes on', () => {
  const cases: readonly (readonly [string, Uint8Array | string, Record<string, string>, number, RegExp])[] = [
    ['not JSON', '{', { 'content-type': 'application/json' }, 400, /./],
    ['not protobuf', Uint8Array.of(0xff, 0xff, 0xff), PROTOBUF, 400, /./],
    ['spans is no list', '{"resourceSpans":{}}', { 'content-type': 'application/json' }, 400, /resourceSpans/],
    ['no content type', Uint8Array.of(), { 'content-type': '' }, 415, /application\/x-protobuf/],
    ['unknown compression', Uint8Array.of(1), { ...PROTOBUF, 'content-encoding': 'br' }, 415, /gzip or identity/],
    ['not gzip', Uint8Array.of(1), { ...PROTOBUF, 'content-encoding': 'gzip' }, 400, /gzip/],
    [
      'a gzip bomb',
      gzipSync(Buffer.alloc(65 * 1024 * 1024)),
      { ...PROTOBUF, 'content-encoding': 'gzip' },
      413,
      /smaller/,
    ],
  ];
  test.each(cases)('%s', async (_name, body, headers, status, message) => {
    await withServer(async (server) => {
      const answer = await server.post(TRACES, body, headers);
      expect(answer.status).toBe(status);
      const encoding = answer.headers.get('content-type') === 'application/json' ? 'json' : 'protobuf';
      const decoded = decodeStatus(new Uint8Array(await answer.arrayBuffer()), encoding);
      expect(decoded.ok && decoded.value.message).toMatch(message);
      expect((await server.get('/api/public/health')).status).toBe(200);
    });
  });

  test('other methods and paths', async () => {
    await withServer(async (server) => {
      expect((await server.get(TRACES)).status).toBe(404);
      expect((await server.postJson('/api/public/otel', {})).status).toBe(404);
    });
  });
});

describe('logs and metrics', () => {
  test('a log record sent twice is one row; metrics are kept', async () => {
    await withServer(async (server) => {
      const record = {
        timeUnixNano: '1795447617000000000',
        observedTimeUnixNano: '0',
        eventName: 'codex.user_prompt',
        attributes: [{ key: 'log.record.uid', value: { stringValue: 'writer-1' } }],
        traceId: RECIPE_TRACE_ID,
        spanId: '2222222222222222',
      };
      const logs = {
        resourceLogs: [
          { resource: { attributes: [] }, scopeLogs: [{ scope: { name: 'codex' }, logRecords: [record] }] },
        ],
      };
      for (let delivery = 0; delivery < 2; delivery += 1) {
        expect((await server.postJson('/api/public/otel/v1/logs', logs)).status).toBe(200);
      }
      const metric = { name: 'tokens', sum: { dataPoints: [], aggregationTemporality: 1, isMonotonic: true } };
      const metrics = {
        resourceMetrics: [
          { resource: { attributes: [] }, scopeMetrics: [{ scope: { name: 'codex' }, metrics: [metric] }] },
        ],
      };
      expect((await server.postJson('/api/public/otel/v1/metrics', metrics)).status).toBe(200);

      const database = new DatabaseSync(`${server.directory}/langfuse-local.sqlite`, { readOnly: true });
      expect(database.prepare('SELECT uid, event_name FROM log_records').all()).toEqual([
        expect.objectContaining({ uid: 'writer-1', event_name: 'codex.user_prompt' }),
      ]);
      expect(database.prepare('SELECT name FROM metrics').all()).toEqual([expect.objectContaining({ name: 'tokens' })]);
      database.close();
    });
  });
});
