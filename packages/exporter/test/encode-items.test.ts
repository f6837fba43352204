import { expect, test } from '@jest/globals';
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { encodeItems } from '@codex-langfuse/exporter';
import { toReadableLogRecord, toReadableSpan, toResourceMetrics } from '@codex-langfuse/exporter/sdk';
import { sampleLogItem, sampleMetricsItem, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { attributesToObject, decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from '@codex-langfuse/otlp';
import type { DecodeResult, Encoding, WireSpan } from '@codex-langfuse/otlp';

const PROTOCOLS = [
  ['http/protobuf', 'protobuf'],
  ['grpc', 'protobuf'],
  ['http/json', 'json'],
  ['file', 'json'],
] as const;

function value<Message>(result: DecodeResult<Message>): Message {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function spansOf(body: Uint8Array, encoding: Encoding): readonly WireSpan[] {
  return value(decodeTraceRequest(body, encoding)).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );
}

test.each(PROTOCOLS)('a span survives %s field by field', (protocol, encoding) => {
  const item = sampleSpanItem(1, {
    parentSpanId: 'aaaaaaaaaaaaaaaa',
    kind: 'internal',
    startUnixMicros: 1_790_000_000_123_457,
    endUnixMicros: 1_790_000_001_000_001,
    status: { code: 2, message: 'exit 1 – ü' },
    attributes: {
      text: 'héllo \u{1F600}',
      empty: '',
      'list of texts': ['a', '', 'ü'],
      'empty list': [],
      yes: true,
      no: false,
      zero: 0,
      negative: -5,
      large: 9_007_199_254_740_991,
      ratio: 0.25,
    },
  });
  const [span] = spansOf(encodeItems('traces', [item], protocol), encoding);

  expect(span).toMatchObject({
    traceId: item.span.traceId,
    spanId: item.span.spanId,
    parentSpanId: 'aaaaaaaaaaaaaaaa',
    name: item.span.name,
    kind: 1,
    startTimeUnixNano: '1790000000123457000',
    endTimeUnixNano: '1790000001000001000',
    status: { code: 2, message: 'exit 1 – ü' },
    events: [],
    links: [],
  });
  expect(span?.attributes).toEqual([
    { key: 'text', value: { stringValue: 'héllo \u{1F600}' } },
    { key: 'empty', value: { stringValue: '' } },
    {
      key: 'list of texts',
      value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: '' }, { stringValue: 'ü' }] } },
    },
    { key: 'empty list', value: { arrayValue: { values: [] } } },
    { key: 'yes', value: { boolValue: true } },
    { key: 'no', value: { boolValue: false } },
    { key: 'zero', value: { intValue: '0' } },
    { key: 'negative', value: { intValue: '-5' } },
    { key: 'large', value: { intValue: '9007199254740991' } },
    { key: 'ratio', value: { doubleValue: 0.25 } },
  ]);
});

test.each(PROTOCOLS)('values that JSON or 64 bits cannot hold arrive as text over %s', (protocol, encoding) => {
  const attributes = { 'not a number': NaN, infinite: -Infinity, huge: 2 ** 63, surrogate: 'a\ud800b' };
  const [span] = spansOf(encodeItems('traces', [sampleSpanItem(1, { attributes })], protocol), encoding);
  expect(attributesToObject(span?.attributes ?? [])).toEqual({
    'not a number': 'NaN',
    infinite: '-Infinity',
    huge: '9223372036854776000',
    surrogate: 'a\ufffdb',
  });
});

test.each(PROTOCOLS)('roots have no parent and unset status over %s', (protocol, encoding) => {
  const [span] = spansOf(encodeItems('traces', [sampleSpanItem(1)], protocol), encoding);
  expect(span).toMatchObject({ parentSpanId: '', status: { code: 0 }, kind: 3 });
});

test.each(PROTOCOLS)('one resource and scope group per distinct provenance over %s', (protocol, encoding) => {
  const other = { resource: { 'service.name': 'other' }, scope: { name: 'codex-langfuse', version: '0.1.0' } };
  const reordered = { resource: { 'service.version': '0.1.0', 'service.name': 'codex' } };
  const items = [
    sampleSpanItem(1),
    sampleSpanItem(2, other),
    sampleSpanItem(3, reordered),
    sampleSpanItem(4, { scope: { name: 'codex-langfuse', version: '0.2.0' } }),
  ];
  const request = value(decodeTraceRequest(encodeItems('traces', items, protocol), encoding));
  const shape = request.resourceSpans.map(({ resource, scopeSpans }) => [
    attributesToObject(resource.attributes)['service.name'],
    scopeSpans.map(({ scope, spans }) => [scope.name, scope.version, spans.length]),
  ]);
  expect(shape).toEqual([
    [
      'codex',
      [
        ['codex-langfuse', '0.1.0', 2],
        ['codex-langfuse', '0.2.0', 1],
      ],
    ],
    ['other', [['codex-langfuse', '0.1.0', 1]]],
  ]);
});

test.each(PROTOCOLS)('a log record survives %s', (protocol, encoding) => {
  const item = sampleLogItem(7, { severityNumber: 17, severityText: 'ERROR' });
  const request = value(decodeLogsRequest(encodeItems('logs', [item], protocol), encoding));
  const [record] = request.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
  expect(record).toMatchObject({
    timeUnixNano: '1790000000123463000',
    observedTimeUnixNano: '1790000000123463000',
    severityNumber: 17,
    severityText: 'ERROR',
    eventName: 'codex.user_prompt',
    traceId: item.record.traceId,
    spanId: item.record.spanId,
    attributes: [
      { key: 'log.record.uid', value: { stringValue: 'uid-7' } },
      { key: 'prompt_length', value: { intValue: '7' } },
    ],
  });
});

test.each(PROTOCOLS)('points of several turns merge by metric and provenance over %s', (protocol, encoding) => {
  const items = [
    sampleMetricsItem(1),
    sampleMetricsItem(2),
    sampleMetricsItem(3, { resource: { 'service.name': 'other' } }),
  ];
  const { resourceMetrics } = value(decodeMetricsRequest(encodeItems('metrics', items, protocol), encoding));
  expect(
    resourceMetrics.map(({ scopeMetrics }) => scopeMetrics.map(({ metrics }) => metrics.map(({ name }) => name))),
  ).toEqual([[['codex.tool.call', 'codex.api_request.duration']], [['codex.tool.call', 'codex.api_request.duration']]]);
  const [counter, histogram] = resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  expect(counter).toMatchObject({ unit: '{call}', sum: { aggregationTemporality: 1, isMonotonic: true } });
  expect(counter?.sum?.dataPoints).toHaveLength(2);
  expect(counter?.sum?.dataPoints[0]).toMatchObject({
    startTimeUnixNano: '1790000000123456000',
    timeUnixNano: '1790000002123456000',
    asInt: '3',
    attributes: [{ key: 'tool', value: { stringValue: 'shell' } }],
  });
  expect(histogram?.histogram).toMatchObject({ aggregationTemporality: 1 });
  expect(histogram?.histogram?.dataPoints[0]).toMatchObject({
    count: '4',
    sum: 565.5,
    min: 5,
    max: 500,
    explicitBounds: [10, 100],
    bucketCounts: ['2', '1', '1'],
  });
});

test('a cost that happens to be whole stays a double', () => {
  const cost = {
    name: 'codex.cost',
    description: 'Cost',
    unit: 'USD',
    kind: 'counter' as const,
    points: [{ attributes: {}, values: [2] }],
  };
  const body = encodeItems('metrics', [sampleMetricsItem(1, { metrics: [cost] })], 'http/protobuf');
  const { resourceMetrics } = value(decodeMetricsRequest(body, 'protobuf'));
  expect(resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.sum?.dataPoints).toMatchObject([{ asDouble: 2 }]);
});

test('a readable span is the SDK’s shape', () => {
  const { span } = sampleSpanItem(1, {
    startUnixMicros: 1_500_001,
    endUnixMicros: 1_500_003,
    parentSpanId: 'b'.repeat(16),
  });
  const readable = toReadableSpan(span);
  expect(readable.startTime).toEqual([1, 500_001_000]);
  expect(readable.duration).toEqual([0, 2000]);
  expect(readable.spanContext()).toEqual({ traceId: span.traceId, spanId: span.spanId, traceFlags: 1 });
  expect(readable.parentSpanContext?.spanId).toBe('b'.repeat(16));
  expect(readable.ended).toBe(true);
});

test.each([
  ['http/protobuf', 'protobuf', ProtobufTraceSerializer],
  ['http/json', 'json', JsonTraceSerializer],
] as const)('spans as the SDK has them say the same over %s', (protocol, encoding, serializer) => {
  const item = sampleSpanItem(1, {
    parentSpanId: 'a'.repeat(16),
    status: { code: 2, message: 'failed\ud800' },
    attributes: { nan: NaN, huge: 2 ** 63, 'a\ud800': ['b\ud800'], yes: true },
  });
  const official = serializer.serializeRequest([toReadableSpan(item.span)]);
  if (official === undefined) throw new Error('serialized nothing');
  expect(spansOf(encodeItems('traces', [item], protocol), encoding)).toEqual(spansOf(official, encoding));
});

test.each([
  ['http/protobuf', 'protobuf', ProtobufMetricsSerializer],
  ['http/json', 'json', JsonMetricsSerializer],
] as const)('metrics as the SDK has them say the same over %s', (protocol, encoding, serializer) => {
  const cost = { name: 'codex.cost', description: 'Cost', unit: 'USD', kind: 'counter' as const };
  const empty = { name: 'empty', description: '', unit: 'ms', kind: 'histogram' as const, boundaries: [1] };
  const sample = sampleMetricsItem(1);
  const item = sampleMetricsItem(1, {
    metrics: [
      ...sample.metrics.metrics,
      { ...cost, points: [{ attributes: { model: 'm' }, values: [2] }] },
      { ...empty, points: [{ attributes: {}, values: [] }] },
    ],
  });
  const official = serializer.serializeRequest(toResourceMetrics(item.metrics));
  if (official === undefined) throw new Error('serialized nothing');
  const own = encodeItems('metrics', [item], protocol);
  expect(value(decodeMetricsRequest(own, encoding))).toEqual(value(decodeMetricsRequest(official, encoding)));
});

test('a readable log record is the SDK’s shape', () => {
  const { record } = sampleLogItem(1, { timeUnixMicros: 1_500_001 });
  expect(toReadableLogRecord(record)).toMatchObject({
    hrTime: [1, 500_001_000],
    hrTimeObserved: [1, 500_001_000],
    eventName: 'codex.user_prompt',
    spanContext: { traceId: record.traceId, spanId: record.spanId, traceFlags: 1 },
    instrumentationScope: record.scope,
  });
});
