import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import {
  attributesToObject,
  decodeLogsRequest,
  decodeRequest,
  decodeTraceRequest,
  encodeRequest,
  logRecordTime,
  validateLogRecord,
  validateSpan,
} from '../src/index.ts';
import type { LogsRequest, WireLogRecord } from '../src/index.ts';
import { unwrap } from './unwrap.ts';

test.each([
  ['json', 'codex-0.169.0/logs.json'],
  ['protobuf', 'codex-0.169.0/logs.pb'],
] as const)('log records of the real Codex, %s', async (encoding, file) => {
  const request = unwrap(decodeLogsRequest(await fixture(file), encoding));
  const scopes = Object.fromEntries(
    request.resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.map(({ scope, logRecords }) => [scope.name, logRecords])),
  );
  expect(Object.keys(scopes)).toHaveLength(2);
  expect(scopes['codex_otel.log_only']).toHaveLength(30);
  expect(scopes['codex_otel::metrics::client']).toHaveLength(1);
  expect(attributesToObject(request.resourceLogs[0]?.resource.attributes ?? [])).toMatchObject({
    'service.name': 'codex_exec',
    'service.version': '0.169.0',
  });

  const events = scopes['codex_otel.log_only'] ?? [];
  expect(events.map(validateLogRecord)).toEqual(events.map(() => null));
  const names = events.map(eventName);
  expect(names.filter((name) => name !== 'codex.sse_event').sort()).toEqual([
    'codex.api_request',
    'codex.api_request',
    'codex.conversation_starts',
    'codex.startup_phase',
    'codex.startup_phase',
    'codex.tool_decision',
    'codex.tool_result',
    'codex.turn_ttft',
    'codex.user_prompt',
  ]);
  const prompt = events[names.indexOf('codex.user_prompt')];
  expect(prompt).toMatchObject({ timeUnixNano: '0', severityNumber: 9, severityText: 'INFO' });
  expect(prompt).not.toHaveProperty('body');
  expect(prompt?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(prompt && logRecordTime(prompt)).toMatch(/^1795446\d{12}$/);
  // Numbers that Codex sends as text stay text, those it sends as integers are integers.
  const completed = events
    .map((record) => attributesToObject(record.attributes))
    .find((event) => event['input_token_count'] !== undefined);
  expect(completed).toMatchObject({
    input_token_count: expect.stringMatching(/^\d+$/),
    cached_token_count: expect.any(Number),
  });
  const uncorrelated = events.filter((_, index) => names[index] === 'codex.sse_event');
  expect(uncorrelated.map(({ traceId, spanId }) => [traceId, spanId])).toEqual(uncorrelated.map(() => ['', '']));

  const [debug] = scopes['codex_otel::metrics::client'] ?? [];
  expect(debug?.body).toEqual({ stringValue: 'flushing OTEL metrics' });
});

test('both encodings of the real Codex hold the same kinds of records', async () => {
  const shapes = (request: LogsRequest): string[] => recordsOf(request).map(shapeOf).sort();
  const json = unwrap(decodeLogsRequest(await fixture('codex-0.169.0/logs.json'), 'json'));
  const protobuf = unwrap(decodeLogsRequest(await fixture('codex-0.169.0/logs.pb'), 'protobuf'));
  expect(shapes(protobuf)).toEqual(shapes(json));
});

test('our protobuf of the real Codex export has exactly its size', async () => {
  const original = await fixture('codex-0.169.0/logs.pb');
  const encoded = encodeRequest('logs', unwrap(decodeLogsRequest(original, 'protobuf')), 'protobuf');
  expect(encoded.byteLength).toBe(original.byteLength);
});

test('spans of the real Codex', async () => {
  const request = unwrap(decodeTraceRequest(await fixture('codex-0.169.0/traces.json'), 'json'));
  const spans = request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  expect(spans).toHaveLength(43);
  expect(spans.map(validateSpan)).toEqual(spans.map(() => null));
  expect(spans[0]).toMatchObject({
    traceId: 'b436c851d283d2107ebbb2a3d1c24308',
    spanId: '40232a1d616d2bef',
    parentSpanId: '1e4eb6e6cb248edd',
    flags: 257,
    name: 'fs.read_file',
    kind: 1,
    startTimeUnixNano: '1795446695442982028',
    endTimeUnixNano: '1795446695443011039',
    status: { code: 0 },
  });
  expect(spans[0]).not.toHaveProperty('traceState');
  const threads = spans
    .map(({ attributes }) => attributes.filter(({ key }) => key === 'thread.id'))
    .filter(({ length }) => length > 1);
  expect(threads).toEqual([
    [
      { key: 'thread.id', value: { intValue: '4' } },
      { key: 'thread.id', value: { stringValue: '01a208f6-6647-78d1-ab1b-130cbf3c5acf' } },
    ],
  ]);
  expect(attributesToObject(threads[0] ?? [])).toEqual(
    Object.assign(Object.create(null), { 'thread.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf' }),
  );
  expect(spans.filter(({ events }) => events.length > 0).length).toBeGreaterThan(0);
});

test('log records of the real Claude Code', async () => {
  const request = unwrap(decodeLogsRequest(await fixture('claude-code-2.1.330/logs.json'), 'json'));
  const records = recordsOf(request);
  expect(request.resourceLogs[0]?.scopeLogs[0]?.scope).toMatchObject({
    name: 'com.anthropic.claude_code.events',
    version: '2.1.330',
  });
  expect(records.map(({ body }) => body?.stringValue)).toEqual(
    records.map((record) => `claude_code.${eventName(record)}`),
  );
  expect(records).toHaveLength(11);
  expect(records[0]).toMatchObject({ timeUnixNano: '1795447617035000000', traceId: '', spanId: '', eventName: '' });
});

test.each([
  ['logs', 'json', 'codex-0.169.0/logs.json'],
  ['logs', 'protobuf', 'codex-0.169.0/logs.pb'],
  ['traces', 'json', 'codex-0.169.0/traces.json'],
  ['logs', 'json', 'claude-code-2.1.330/logs.json'],
] as const)('%s as %s survive encoding and decoding: %s', async (signal, encoding, file) => {
  const request = unwrap(decodeRequest(signal, await fixture(file), encoding));
  for (const target of ['protobuf', 'json'] as const) {
    expect(unwrap(decodeRequest(signal, encodeRequest(signal, request, target), target))).toEqual(request);
  }
});

function fixture(name: string): Promise<Buffer> {
  return readFile(new URL(`./fixtures/${name}`, import.meta.url));
}

function recordsOf(request: LogsRequest): WireLogRecord[] {
  return request.resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((scope) => scope.logRecords));
}

function eventName({ attributes }: WireLogRecord): string {
  return attributes.find(({ key }) => key === 'event.name')?.value.stringValue ?? '';
}

/** What does not change from run to run: the event and its keys with their types. */
function shapeOf(record: WireLogRecord): string {
  const { attributes, body, severityText } = record;
  // Only one of the two runs set a reasoning effort.
  const kept = attributes.filter(({ key }) => key !== 'model_reasoning_effort');
  const keys = kept.map(({ key, value }) => `${key}:${Object.keys(value).join()}`).sort();
  return JSON.stringify([eventName(record), severityText, body, keys]);
}
