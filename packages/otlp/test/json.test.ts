import { expect, test } from '@jest/globals';
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from '../src/index.ts';
import type { WireLogRecord, WireMetric, WireSpan } from '../src/index.ts';
import { failure, unwrap } from './unwrap.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

test('what is missing or null has protobuf defaults', () => {
  const empty = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startTimeUnixNano: '0',
    endTimeUnixNano: '0',
    attributes: [],
    events: [],
    links: [],
    status: { code: 0 },
  };
  expect(span({})).toEqual(empty);
  expect(span({ traceId: null, name: null, attributes: null, status: null, traceState: '', flags: 0 })).toEqual(empty);
  expect(span({ attributes: [{ key: 'a' }, { key: 'b', value: null }, null] }).attributes).toEqual([
    { key: 'a', value: {} },
    { key: 'b', value: {} },
    { key: '', value: {} },
  ]);
});

test('numbers may come as numbers or as text', () => {
  expect(
    span({
      startTimeUnixNano: 5,
      endTimeUnixNano: '0007',
      flags: '257',
      attributes: [int(42), int('-9223372036854775808')],
    }),
  ).toMatchObject({
    startTimeUnixNano: '5',
    endTimeUnixNano: '7',
    flags: 257,
    attributes: [{ value: { intValue: '42' } }, { value: { intValue: '-9223372036854775808' } }],
  });
  const point = { count: 3, bucketCounts: [1, '2'], explicitBounds: ['2.5'], sum: 'Infinity', min: -1 };
  expect(
    metric({ name: 'h', histogram: { dataPoints: [point], aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA' } })
      .histogram,
  ).toEqual({
    aggregationTemporality: 1,
    dataPoints: [
      {
        attributes: [],
        startTimeUnixNano: '0',
        timeUnixNano: '0',
        count: '3',
        bucketCounts: ['1', '2'],
        explicitBounds: [2.5],
        sum: Infinity,
        min: -1,
      },
    ],
  });
});

test('doubles may be named; null, as JSON.stringify writes NaN, is the empty value', () => {
  const values = ['NaN', '-Infinity', 1.5, '2.5', null].map((doubleValue) => ({ key: 'k', value: { doubleValue } }));
  // Neither JavaScript nor JSON.stringify can write 1e999.
  const body = JSON.stringify(traces({ attributes: values })).replace('{"doubleValue":null}', '{"doubleValue":1e999}');
  expect(spanOf(unwrap(decodeTraceRequest(Buffer.from(body), 'json'))).attributes.map(({ value }) => value)).toEqual([
    { doubleValue: 'NaN' },
    { doubleValue: '-Infinity' },
    { doubleValue: 1.5 },
    { doubleValue: 2.5 },
    { doubleValue: 'Infinity' },
  ]);
  expect(span({ attributes: [{ key: 'k', value: { doubleValue: null } }] }).attributes[0]?.value).toEqual({});
});

test('enums may be named', () => {
  expect(span({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } })).toMatchObject({
    kind: 3,
    status: { code: 2 },
  });
  expect(span({ kind: 'SPAN_KIND_NEWER', status: { code: 9 } })).toMatchObject({ kind: 0, status: { code: 0 } });
  expect(span({ kind: '4', status: { code: 'STATUS_CODE_OK', message: '' } })).toMatchObject({
    kind: 4,
    status: { code: 1 },
  });
  expect(record({ severityNumber: 'SEVERITY_NUMBER_WARN2' }).severityNumber).toBe(14);
  expect(record({ severityNumber: 'SEVERITY_NUMBER_FATAL4' }).severityNumber).toBe(24);
});

test('ids may be upper-case hex or base64; all zeros are none; the rest is kept for validation', () => {
  expect(span({ traceId: TRACE_ID.toUpperCase(), spanId: SPAN_ID.toUpperCase() })).toMatchObject({
    traceId: TRACE_ID,
    spanId: SPAN_ID,
  });
  const base64 = (id: string): string => Buffer.from(id, 'hex').toString('base64');
  expect(span({ traceId: base64(TRACE_ID), spanId: base64(SPAN_ID) })).toMatchObject({
    traceId: TRACE_ID,
    spanId: SPAN_ID,
  });
  expect(span({ traceId: '0'.repeat(32), parentSpanId: '0'.repeat(16) })).toMatchObject({
    traceId: '',
    parentSpanId: '',
  });
  expect(span({ traceId: 'not an id', spanId: 1234567890123456 })).toMatchObject({
    traceId: 'not an id',
    spanId: '(a number)',
  });
});

test('log bodies: null, empty, nested', () => {
  expect(record({ body: null })).not.toHaveProperty('body');
  expect(record({ body: {} })).not.toHaveProperty('body');
  expect(record({ body: { stringValue: '' } }).body).toEqual({ stringValue: '' });
  const nested = {
    kvlistValue: {
      values: [{ key: 'a', value: { arrayValue: { values: [{ bytesValue: '-_8' }, { arrayValue: {} }] } } }],
    },
  };
  expect(record({ body: nested }).body).toEqual({
    kvlistValue: {
      values: [
        { key: 'a', value: { arrayValue: { values: [{ bytesValue: '+/8=' }, { arrayValue: { values: [] } }] } } },
      ],
    },
  });
});

test('unknown fields, snake_case among them, are ignored', () => {
  const decoded = span({ trace_id: TRACE_ID, name: 'n', future: { deep: [1] }, entityRefs: [] });
  expect(decoded).toMatchObject({ traceId: '', name: 'n' });
  expect(decoded).not.toHaveProperty('future');
});

test('of several members of one value the first counts', () => {
  expect(span({ attributes: [{ key: 'k', value: { stringValue: 'a', intValue: 1 } }] }).attributes[0]?.value).toEqual({
    stringValue: 'a',
  });
});

test('a metric of a kind that is not decoded keeps its name', () => {
  expect(metric({ name: 'latency', summary: { dataPoints: [{ count: '1' }] } })).toEqual({
    name: 'latency',
    description: '',
    unit: '',
  });
});

test('__proto__ and its like are keys without power', () => {
  const evil = '{"__proto__":{"name":"x","polluted":1},"constructor":{"prototype":{"polluted":1}},"name":"safe"}';
  const body = `{"__proto__":{"resourceSpans":[{}]},"resourceSpans":[{"scopeSpans":[{"spans":[${evil}]}]}]}`;
  const decoded = spanOf(unwrap(decodeTraceRequest(Buffer.from(body), 'json')));
  expect(decoded.name).toBe('safe');
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
  expect(Object.keys(decoded)).not.toContain('__proto__');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('text that UTF-8 cannot hold is repaired', () => {
  expect(span({ name: 'a\ud800b' }).name).toBe('a\ufffdb');
  const body = Buffer.from(JSON.stringify(traces({ name: 'a#b' })));
  body[body.indexOf('#')] = 0xff;
  expect(spanOf(unwrap(decodeTraceRequest(Buffer.concat([Buffer.from('\ufeff'), body]), 'json'))).name).toBe(
    'a\ufffdb',
  );
});

test.each([
  ['[]', 'body: expected an object, got an array'],
  ['"x"', 'body: expected an object, got a string'],
  ['', 'body: not JSON'],
  ['{"resourceSpans":{}}', 'resourceSpans: expected an array, got an object'],
  ['{"resourceSpans":[5]}', 'resourceSpans[0]: expected an object, got a number'],
  ['{"resourceSpans":[{"resource":[]}]}', 'resourceSpans[0].resource: expected an object, got an array'],
])('a body of the wrong form is refused: %s', (body, message) => {
  expect(failure(decodeTraceRequest(Buffer.from(body), 'json'))).toBe(message);
});

test.each<[object, string]>([
  [{ attributes: {} }, 'attributes: expected an array, got an object'],
  [{ name: 5 }, 'name: expected a string, got a number'],
  [{ flags: -1 }, 'flags: expected an unsigned 32-bit number, got a number'],
  [
    { attributes: [{ key: 'k' }, { key: 'k', value: 'text' }] },
    'attributes[1].value: expected an object, got a string',
  ],
  [{ attributes: [int('12.5')] }, 'attributes[0].value.intValue: expected a 64-bit integer, got a string'],
  [
    { attributes: [int('9223372036854775808')] },
    'attributes[0].value.intValue: expected a 64-bit integer, got a string',
  ],
  [
    { attributes: [{ value: { boolValue: 'true' } }] },
    'attributes[0].value.boolValue: expected true or false, got a string',
  ],
  [{ attributes: [{ value: { bytesValue: '***' } }] }, 'attributes[0].value.bytesValue: expected base64'],
  [
    { attributes: [{ value: { doubleValue: 'much' } }] },
    'attributes[0].value.doubleValue: expected a number, got a string',
  ],
  [{ events: [{}, { attributes: 1 }] }, 'events[1].attributes: expected an array, got a number'],
])('a span of the wrong form is refused at its place: %j', (given, message) => {
  const body = { resourceSpans: [{ scopeSpans: [{ spans: [{}, {}] }, { spans: [{}, given] }] }] };
  expect(failure(decodeTraceRequest(Buffer.from(JSON.stringify(body)), 'json'))).toBe(
    `resourceSpans[0].scopeSpans[1].spans[1].${message}`,
  );
});

test('a refusal does not quote the body', () => {
  const message = failure(decodeTraceRequest(Buffer.from('{"resourceSpans": sk-secret-12345}'), 'json'));
  expect(message).toMatch(/^body: not JSON/);
  expect(message).not.toContain('sk-');
});

function traces(given: object): object {
  return { resourceSpans: [{ scopeSpans: [{ spans: [given] }] }] };
}

function span(given: object): WireSpan {
  return spanOf(unwrap(decodeTraceRequest(Buffer.from(JSON.stringify(traces(given))), 'json')));
}

function spanOf(request: {
  resourceSpans: readonly { scopeSpans: readonly { spans: readonly WireSpan[] }[] }[];
}): WireSpan {
  return first(first(first(request.resourceSpans).scopeSpans).spans);
}

function record(given: object): WireLogRecord {
  const body = { resourceLogs: [{ scopeLogs: [{ logRecords: [given] }] }] };
  const request = unwrap(decodeLogsRequest(Buffer.from(JSON.stringify(body)), 'json'));
  return first(first(first(request.resourceLogs).scopeLogs).logRecords);
}

function metric(given: object): WireMetric {
  const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [given] }] }] };
  const request = unwrap(decodeMetricsRequest(Buffer.from(JSON.stringify(body)), 'json'));
  return first(first(first(request.resourceMetrics).scopeMetrics).metrics);
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('Nothing was decoded');
  return item;
}

function int(intValue: unknown): object {
  return { key: 'k', value: { intValue } };
}
