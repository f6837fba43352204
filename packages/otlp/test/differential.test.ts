import { expect, test } from '@jest/globals';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import {
  attributesToObject,
  decodeLogsRequest,
  decodeMetricsRequest,
  decodeRequest,
  decodeTraceRequest,
  encodeRequest,
  validateLogRecord,
  validateMetric,
  validateSpan,
} from '../src/index.ts';
import type { Signal, SignalRequests, WireMetric } from '../src/index.ts';
import { recordLogs, recordMetrics, recordSpans } from './sdk-values.ts';
import { unwrap } from './unwrap.ts';

const ENCODINGS = ['protobuf', 'json'] as const;

test('spans of the SDK decode to the same value from protobuf and from JSON', () => {
  const spans = recordSpans();
  const request = bothWays(
    'traces',
    ProtobufTraceSerializer.serializeRequest(spans),
    JsonTraceSerializer.serializeRequest(spans),
  );

  const decoded = request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  expect(decoded.map(({ name }) => name).sort()).toEqual(['', 'chat', 'execute_tool', 'invoke_agent codex']);
  expect(decoded.map(validateSpan)).toEqual([null, null, null, null]);
  expect(decoded.map(({ traceState }) => traceState).filter(Boolean)).toEqual(['vendor=1']);
  for (const span of spans) {
    const { traceId, spanId } = span.spanContext();
    const found = decoded.find((candidate) => candidate.spanId === spanId);
    expect(found).toMatchObject({
      traceId,
      parentSpanId: span.parentSpanContext?.spanId ?? '',
      name: span.name,
      kind: span.kind + 1,
      startTimeUnixNano: nanos(span.startTime),
      endTimeUnixNano: nanos(span.endTime),
      status: { code: span.status.code },
    });
    expect(attributesToObject(found?.attributes ?? [])).toEqual(expect.objectContaining(span.attributes));
    expect(found?.events.map((event) => [event.name, event.timeUnixNano])).toEqual(
      span.events.map((event) => [event.name, nanos(event.time)]),
    );
    expect(found?.links.map((link) => link.spanId)).toEqual(span.links.map((link) => link.context.spanId));
  }
  expect(request.resourceSpans[0]?.resource.attributes).toContainEqual({
    key: 'process.pid',
    value: { intValue: '4321' },
  });
  expect(decoded.find(({ name }) => name === 'chat')?.status).toEqual({ code: 2, message: 'HTTP 500' });
});

test('log records of the SDK decode to the same value from protobuf and from JSON', () => {
  const records = recordLogs();
  const request = bothWays(
    'logs',
    ProtobufLogsSerializer.serializeRequest(records),
    JsonLogsSerializer.serializeRequest(records),
  );

  const [first, second, third, bare] = request.resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap((scope) => scope.logRecords),
  );
  expect(first).toMatchObject({
    eventName: 'codex.user_prompt',
    severityNumber: 9,
    severityText: 'INFO',
    body: { stringValue: 'hello' },
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    flags: 1,
    timeUnixNano: '1795446695000000001',
  });
  const nested = second?.body?.kvlistValue?.values ?? [];
  expect(attributesToObject(nested)).toEqual({
    nested: plain({ list: [1, 'two', plain({ three: 3.5 })], bytes: 'AP8Q' }),
    none: '',
  });
  expect(attributesToObject(third?.attributes ?? [])).toEqual({ map: plain({ deep: [true, plain({ a: 1 })] }) });
  expect(bare).toMatchObject({ traceId: '', spanId: '', attributes: [], eventName: '' });
  expect(bare).not.toHaveProperty('body');
  expect([first, second, third, bare].map((record) => record && validateLogRecord(record))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test.each([AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE])(
  'metrics of the SDK decode to the same value from protobuf and from JSON (SDK temporality %i)',
  async (temporality) => {
    const [metrics] = await recordMetrics(temporality);
    if (metrics === undefined) throw new Error('The SDK exported nothing');
    const request = bothWays(
      'metrics',
      ProtobufMetricsSerializer.serializeRequest(metrics),
      JsonMetricsSerializer.serializeRequest(metrics),
    );

    const decoded = request.resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics),
    );
    const byName = (name: string): WireMetric | undefined => decoded.find((metric) => metric.name === name);
    expect(decoded.map(validateMetric)).toEqual(decoded.map(() => null));
    expect(byName('tokens')).toMatchObject({
      unit: '{token}',
      description: 'Tokens used',
      sum: {
        isMonotonic: true,
        aggregationTemporality: temporality + 1,
        dataPoints: [{ attributes: [{ key: 'model', value: { stringValue: 'gpt-5' } }] }],
      },
    });
    expect(byName('tokens')?.sum?.dataPoints[0]).toMatchObject(
      byName('tokens')?.sum?.dataPoints[0]?.asInt === undefined ? { asDouble: 1200 } : { asInt: '1200' },
    );
    expect(byName('cost')?.sum?.dataPoints[0]?.asDouble).toBe(0.125);
    expect(byName('sessions')?.sum?.isMonotonic).toBe(false);
    expect(byName('temperature')?.gauge?.dataPoints).toHaveLength(1);
    const point = byName('duration')?.histogram?.dataPoints[0];
    expect(point).toMatchObject({ count: '5', sum: 100_270.5, min: 0, max: 99_999 });
    expect(point?.bucketCounts.map(Number).reduce((total, count) => total + count, 0)).toBe(5);
    expect(point?.bucketCounts).toHaveLength((point?.explicitBounds.length ?? 0) + 1);
    // Exponential histograms are not decoded, and cost nothing but their own data.
    expect(byName('exponential')).toEqual({ name: 'exponential', description: '', unit: '' });
  },
);

test('the SDK omits a NaN from JSON, and protobuf carries it', () => {
  const [span] = recordSpans();
  if (span === undefined) throw new Error('The SDK exported nothing');
  const odd = { ...span, spanContext: () => span.spanContext(), attributes: { nan: Number.NaN, infinite: -Infinity } };
  const attributesOf = (request: SignalRequests['traces']) =>
    request.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes;
  expect(
    attributesOf(unwrap(decodeTraceRequest(bytes(ProtobufTraceSerializer.serializeRequest([odd])), 'protobuf'))),
  ).toEqual([
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'infinite', value: { doubleValue: '-Infinity' } },
  ]);
  expect(attributesOf(unwrap(decodeTraceRequest(bytes(JsonTraceSerializer.serializeRequest([odd])), 'json')))).toEqual([
    { key: 'nan', value: {} },
    { key: 'infinite', value: {} },
  ]);
});

test('empty requests are valid', () => {
  expect(decodeTraceRequest(new Uint8Array(), 'protobuf')).toEqual({ ok: true, value: { resourceSpans: [] } });
  expect(decodeLogsRequest(Buffer.from('{}'), 'json')).toEqual({ ok: true, value: { resourceLogs: [] } });
  expect(decodeMetricsRequest(Buffer.from('{"resourceMetrics":null}'), 'json')).toEqual({
    ok: true,
    value: { resourceMetrics: [] },
  });
});

/** Decodes both, compares, and checks that our own encodings of the value decode to it again. */
function bothWays<Kind extends Signal>(
  signal: Kind,
  protobuf: Uint8Array | undefined,
  json: Uint8Array | undefined,
): SignalRequests[Kind] {
  const fromProtobuf = unwrap(decodeRequest(signal, bytes(protobuf), 'protobuf'));
  const fromJson = unwrap(decodeRequest(signal, bytes(json), 'json'));
  expect(fromProtobuf).toEqual(fromJson);
  for (const encoding of ENCODINGS) {
    expect(unwrap(decodeRequest(signal, encodeRequest(signal, fromProtobuf, encoding), encoding))).toEqual(
      fromProtobuf,
    );
  }
  return fromProtobuf;
}

function bytes(serialized: Uint8Array | undefined): Uint8Array {
  if (serialized === undefined) throw new Error('The SDK could not serialize');
  return serialized;
}

function nanos([seconds, rest]: readonly [number, number]): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
}

function plain(entries: object): object {
  return Object.assign(Object.create(null), entries);
}
