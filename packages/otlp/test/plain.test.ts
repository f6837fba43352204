import { expect, test } from '@jest/globals';
import { SpanKind, TraceFlags } from '@opentelemetry/api';
import type { HrTime } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  attributesToObject,
  decodeLogsRequest,
  decodeTraceRequest,
  encodeLogRecords,
  encodeLogsRequest,
  encodeSpans,
  encodeTraceRequest,
  groupByOrigin,
} from '../src/index.ts';
import type { PlainLogRecord, PlainOrigin, PlainSpan } from '../src/index.ts';
import { randomLogRecord, randomSpan } from './plain-values.ts';
import { below, createRandom } from './random.ts';
import { unwrap } from './unwrap.ts';

const ENCODINGS = ['protobuf', 'json'] as const;
const OFFICIAL = {
  protobuf: { traces: ProtobufTraceSerializer, logs: ProtobufLogsSerializer },
  json: { traces: JsonTraceSerializer, logs: JsonLogsSerializer },
};
const BATCHES = 300;

test.each(ENCODINGS)('spans say in %s what the official serializer says of them', (encoding) => {
  const random = createRandom(1);
  for (let count = 0; count < BATCHES; count += 1) {
    const spans = Array.from({ length: 1 + below(random, 12) }, () => randomSpan(random));
    const official = OFFICIAL[encoding].traces.serializeRequest(grouped(spans).map(toReadableSpan));
    if (official === undefined) throw new Error('serialized nothing');
    const decoded = unwrap(decodeTraceRequest(encodeSpans(spans, encoding), encoding));
    expect(decoded).toEqual(unwrap(decodeTraceRequest(official, encoding)));
  }
});

test.each(ENCODINGS)('log records say in %s what the official serializer says of them', (encoding) => {
  const random = createRandom(2);
  for (let count = 0; count < BATCHES; count += 1) {
    const records = Array.from({ length: 1 + below(random, 12) }, () => randomLogRecord(random));
    const official = OFFICIAL[encoding].logs.serializeRequest(grouped(records).map(toReadableLogRecord));
    if (official === undefined) throw new Error('serialized nothing');
    const decoded = unwrap(decodeLogsRequest(encodeLogRecords(records, encoding), encoding));
    expect(decoded).toEqual(unwrap(decodeLogsRequest(official, encoding)));
  }
});

test('protobuf is no longer than it must be: no default is written, and no length with more bytes than it takes', () => {
  const random = createRandom(5);
  for (let count = 0; count < BATCHES; count += 1) {
    const spans = encodeSpans([randomSpan(random), randomSpan(random)], 'protobuf');
    const decoded = unwrap(decodeTraceRequest(spans, 'protobuf'));
    expect(spans.byteLength).toBe(encodeTraceRequest(decoded, 'protobuf').byteLength);
    const records = encodeLogRecords([randomLogRecord(random), randomLogRecord(random)], 'protobuf');
    const decodedRecords = unwrap(decodeLogsRequest(records, 'protobuf'));
    expect(records.byteLength).toBe(encodeLogsRequest(decodedRecords, 'protobuf').byteLength);
  }
});

test.each(ENCODINGS)('a request of more than two mebibytes is whole in %s', (encoding) => {
  const random = createRandom(3);
  const long = 'ü'.repeat(700_000);
  const spans = [1, 2, 3].map((number) => ({
    ...randomSpan(random),
    ...ORIGIN,
    attributes: { number, 'same for all': 'yes', long: `${long}${number}` },
  }));
  const [{ scopeSpans } = { scopeSpans: [] }] = unwrap(
    decodeTraceRequest(encodeSpans(spans, encoding), encoding),
  ).resourceSpans;
  const attributes = scopeSpans[0]?.spans.map((span) => ({ ...attributesToObject(span.attributes) }));
  expect(attributes).toEqual(spans.map((span) => span.attributes));
});

test.each(ENCODINGS)('what JSON or 64 bits cannot hold is text in %s', (encoding) => {
  const attributes = { nan: NaN, infinite: -Infinity, huge: 2 ** 63, small: -(2 ** 63), 'a\ud800': 'b\udc00c' };
  const [span] = spansOf([{ ...SPAN, attributes, name: '\ud800' }], encoding);
  expect({ ...attributesToObject(span?.attributes ?? []) }).toEqual({
    nan: 'NaN',
    infinite: '-Infinity',
    huge: '9223372036854776000',
    small: '-9223372036854776000',
    'a\ufffd': 'b\ufffdc',
  });
  expect(span?.name).toBe('\ufffd');
});

test.each([
  ['too short', { traceId: 'ab' }],
  ['too long', { spanId: 'a'.repeat(17) }],
  ['not hex', { parentSpanId: 'g'.repeat(16) }],
  ['not ASCII', { spanId: '\u0161'.repeat(16) }],
  ['in upper case', { traceId: 'A'.repeat(32) }],
])('protobuf refuses an id that is %s', (_, wrong) => {
  expect(() => encodeSpans([{ ...SPAN, ...wrong }], 'protobuf')).toThrow(RangeError);
});

test.each([-1, 0.5, NaN, Infinity, 2 ** 53])('protobuf refuses the time %d', (startUnixMicros) => {
  expect(() => encodeSpans([{ ...SPAN, startUnixMicros }], 'protobuf')).toThrow(RangeError);
});

test('nothing is an empty request', () => {
  expect(encodeSpans([], 'protobuf').byteLength).toBe(0);
  expect(Buffer.from(encodeSpans([], 'json')).toString()).toBe('{"resourceSpans":[]}');
  expect(Buffer.from(encodeLogRecords([], 'json')).toString()).toBe('{"resourceLogs":[]}');
});

test('items are grouped by what resource and scope say, in order of appearance', () => {
  const codex = { 'service.name': 'codex', 'service.version': '1' };
  const reordered = { 'service.version': '1', 'service.name': 'codex' };
  const scope = { name: 'a', version: '1' };
  const items = [
    { id: 1, resource: codex, scope },
    { id: 2, resource: { 'service.name': 'other' }, scope },
    { id: 3, resource: reordered, scope: { ...scope } },
    { id: 4, resource: codex, scope: { name: 'a', version: '2' } },
    { id: 5, resource: codex, scope },
  ];
  const shape = groupByOrigin(items).map(({ resource, scopes }) => [
    resource['service.name'],
    scopes.map((group) => [group.scope.version, group.items.map(({ id }) => id)]),
  ]);
  expect(shape).toEqual([
    [
      'codex',
      [
        ['1', [1, 3, 5]],
        ['2', [4]],
      ],
    ],
    ['other', [['1', [2]]]],
  ]);
});

const ORIGIN: PlainOrigin = { resource: { 'service.name': 'codex' }, scope: { name: 'codex-langfuse', version: '1' } };
const SPAN: PlainSpan = { ...randomSpan(createRandom(4)), ...ORIGIN };

function spansOf(spans: readonly PlainSpan[], encoding: (typeof ENCODINGS)[number]) {
  const request = unwrap(decodeTraceRequest(encodeSpans(spans, encoding), encoding));
  return request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
}

/** The official serializers group by identity, so what says the same must be the same. */
function grouped<Item extends PlainOrigin>(items: readonly Item[]): readonly (Item & SdkOrigin)[] {
  return groupByOrigin(items).flatMap(({ resource, scopes }) => {
    const shared = resourceFromAttributes({ ...resource } as Record<string, string>);
    return scopes.flatMap(({ scope, items: own }) =>
      own.map((item) => ({ ...item, sdk: { resource: shared, scope } })),
    );
  });
}

interface SdkOrigin {
  readonly sdk: { readonly resource: ReadableSpan['resource']; readonly scope: PlainOrigin['scope'] };
}

function toReadableSpan({ sdk, ...span }: PlainSpan & SdkOrigin): ReadableSpan {
  const context = { traceId: span.traceId, spanId: span.spanId, traceFlags: TraceFlags.SAMPLED };
  return {
    name: span.name,
    kind: span.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => context,
    ...(span.parentSpanId !== undefined && { parentSpanContext: { ...context, spanId: span.parentSpanId } }),
    startTime: toHrTime(span.startUnixMicros),
    endTime: toHrTime(span.endUnixMicros),
    duration: [0, 0],
    status: span.status,
    attributes: span.attributes as ReadableSpan['attributes'],
    links: [],
    events: [],
    ended: true,
    resource: sdk.resource,
    instrumentationScope: sdk.scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function toReadableLogRecord({ sdk, ...record }: PlainLogRecord & SdkOrigin): ReadableLogRecord {
  const time = toHrTime(record.timeUnixMicros);
  return {
    hrTime: time,
    hrTimeObserved: time,
    spanContext: { traceId: record.traceId, spanId: record.spanId, traceFlags: TraceFlags.SAMPLED },
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    eventName: record.eventName,
    attributes: record.attributes as ReadableLogRecord['attributes'],
    resource: sdk.resource,
    instrumentationScope: sdk.scope,
    droppedAttributesCount: 0,
  };
}

function toHrTime(unixMicros: number): HrTime {
  return [Math.floor(unixMicros / 1_000_000), (unixMicros % 1_000_000) * 1000];
}
