import type {
  AnyValue,
  KeyValue,
  LogsRequest,
  MetricsRequest,
  ScopeLogs,
  SignalRequests,
  TraceRequest,
  WireHistogramPoint,
  WireLogRecord,
  WireMetric,
  WireNumberPoint,
  WireResource,
  WireScope,
  WireSpan,
} from '../src/index.ts';
import { below, pick } from './random.ts';

type Random = () => number;

const TEXTS = [
  '',
  'a',
  'gen',
  'ü',
  '🚀 launched',
  'line\nbreak\u0000',
  '__proto__',
  'x'.repeat(200),
  'y'.repeat(20_000),
];
const UINT64 = [
  '0',
  '1',
  '127',
  '128',
  '4294967296',
  '1795446695442982028',
  '9223372036854775808',
  '18446744073709551615',
];
const INT64 = [
  '0',
  '1',
  '-1',
  '127',
  '4294967295',
  '4294967296',
  '-4294967297',
  '9223372036854775807',
  '-9223372036854775808',
];
const DOUBLES = [0, 1, -1.5, 1e308, 5e-324, Number.MAX_SAFE_INTEGER];

/** Values in canonical form that reach every field, every member and every edge of the numbers. */
export function randomRequests(random: Random): SignalRequests {
  return { traces: randomTraces(random), logs: randomLogs(random), metrics: randomMetrics(random) };
}

function randomTraces(random: Random): TraceRequest {
  const scopeSpans = (): TraceRequest['resourceSpans'][number]['scopeSpans'][number] => ({
    scope: randomScope(random),
    spans: several(random, () => randomSpan(random)),
  });
  return {
    resourceSpans: several(random, () => ({
      resource: randomResource(random),
      scopeSpans: several(random, scopeSpans),
    })),
  };
}

function randomSpan(random: Random): WireSpan {
  return {
    traceId: hex(random, 32),
    spanId: hex(random, 16),
    parentSpanId: pick(random, ['', hex(random, 16)]),
    ...maybe(random, { traceState: 'vendor=1' }),
    ...maybe(random, { flags: pick(random, [1, 257, 0xffffffff]) }),
    name: pick(random, TEXTS),
    kind: below(random, 6),
    startTimeUnixNano: pick(random, UINT64),
    endTimeUnixNano: pick(random, UINT64),
    attributes: randomAttributes(random),
    events: several(random, () => ({
      timeUnixNano: pick(random, UINT64),
      name: pick(random, TEXTS),
      attributes: randomAttributes(random),
    })),
    links: several(random, () => ({
      traceId: hex(random, 32),
      spanId: hex(random, 16),
      attributes: randomAttributes(random),
    })),
    status: { code: pick(random, [0, 1, 2] as const), ...maybe(random, { message: 'failed' }) },
  };
}

function randomLogs(random: Random): LogsRequest {
  const scopeLogs = (): ScopeLogs => ({
    scope: randomScope(random),
    logRecords: several(random, () => randomRecord(random)),
  });
  return {
    resourceLogs: several(random, () => ({ resource: randomResource(random), scopeLogs: several(random, scopeLogs) })),
  };
}

function randomRecord(random: Random): WireLogRecord {
  return {
    timeUnixNano: pick(random, UINT64),
    observedTimeUnixNano: pick(random, UINT64),
    severityNumber: below(random, 25),
    severityText: pick(random, TEXTS),
    ...maybe(random, { body: randomMember(random, 3) }),
    attributes: randomAttributes(random),
    traceId: pick(random, ['', hex(random, 32)]),
    spanId: pick(random, ['', hex(random, 16)]),
    ...maybe(random, { flags: 1 }),
    eventName: pick(random, TEXTS),
  };
}

function randomMetrics(random: Random): MetricsRequest {
  return {
    resourceMetrics: several(random, () => ({
      resource: randomResource(random),
      scopeMetrics: several(random, () => ({
        scope: randomScope(random),
        metrics: several(random, () => randomMetric(random)),
      })),
    })),
  };
}

function randomMetric(random: Random): WireMetric {
  const aggregationTemporality = pick(random, [0, 1, 2] as const);
  const data = pick<() => Partial<WireMetric>>(random, [
    () => ({}),
    () => ({
      sum: {
        dataPoints: several(random, () => randomNumber(random)),
        aggregationTemporality,
        isMonotonic: random() < 0.5,
      },
    }),
    () => ({ gauge: { dataPoints: several(random, () => randomNumber(random)) } }),
    () => ({ histogram: { dataPoints: several(random, () => randomHistogram(random)), aggregationTemporality } }),
  ]);
  return { name: pick(random, TEXTS), description: pick(random, TEXTS), unit: 'ms', ...data() };
}

function randomNumber(random: Random): WireNumberPoint {
  return {
    attributes: randomAttributes(random),
    startTimeUnixNano: pick(random, UINT64),
    timeUnixNano: pick(random, UINT64),
    ...pick(random, [{}, { asInt: pick(random, INT64) }, { asDouble: pick(random, [...DOUBLES, NaN, -Infinity]) }]),
  };
}

function randomHistogram(random: Random): WireHistogramPoint {
  return {
    attributes: randomAttributes(random),
    startTimeUnixNano: pick(random, UINT64),
    timeUnixNano: pick(random, UINT64),
    count: pick(random, UINT64),
    ...maybe(random, { sum: pick(random, DOUBLES), min: 0 }),
    ...maybe(random, { max: pick(random, [...DOUBLES, Infinity]) }),
    bucketCounts: several(random, () => pick(random, UINT64)),
    explicitBounds: several(random, () => pick(random, DOUBLES)),
  };
}

function randomResource(random: Random): WireResource {
  return { attributes: randomAttributes(random), ...maybe(random, { droppedAttributesCount: 300 }) };
}

function randomScope(random: Random): WireScope {
  return { name: pick(random, TEXTS), ...maybe(random, { version: '1.0.0' }), attributes: randomAttributes(random) };
}

function randomAttributes(random: Random, depth = 2): KeyValue[] {
  return several(random, () => ({ key: pick(random, TEXTS), value: randomValue(random, depth) }));
}

function randomValue(random: Random, depth: number): AnyValue {
  return random() < 0.1 ? {} : randomMember(random, depth);
}

function randomMember(random: Random, depth: number): AnyValue {
  const members: (() => AnyValue)[] = [
    () => ({ stringValue: pick(random, TEXTS) }),
    () => ({ boolValue: random() < 0.5 }),
    () => ({ intValue: pick(random, INT64) }),
    () => ({ doubleValue: pick(random, [...DOUBLES, 'NaN', 'Infinity', '-Infinity'] as const) }),
    () => ({ bytesValue: pick(random, ['', 'AP8Q', '/+8=']) }),
    () => ({ arrayValue: { values: depth > 0 ? several(random, () => randomValue(random, depth - 1)) : [] } }),
    () => ({ kvlistValue: { values: depth > 0 ? randomAttributes(random, depth - 1) : [] } }),
  ];
  return pick(random, members)();
}

function several<Item>(random: Random, create: () => Item): Item[] {
  return Array.from({ length: below(random, 3) }, create);
}

function maybe<Part extends object>(random: Random, part: Part): Part | object {
  return random() < 0.5 ? part : {};
}

function hex(random: Random, digits: number): string {
  return `1${Array.from({ length: digits - 1 }, () => below(random, 16).toString(16)).join('')}`;
}
