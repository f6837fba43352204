import { expect, test } from '@jest/globals';
import {
  attributesToObject,
  fromAnyValue,
  logRecordTime,
  millisBetween,
  millisToNanos,
  nanosToMillis,
  toAnyValue,
  toKeyValues,
  validateLogRecord,
  validateMetric,
  validateSpan,
} from '../src/index.ts';
import type { AttributeInput, WireLogRecord, WireSpan } from '../src/index.ts';

const span: WireSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  name: 'chat',
  kind: 1,
  startTimeUnixNano: '20',
  endTimeUnixNano: '10',
  attributes: [],
  events: [],
  links: [],
  status: { code: 0 },
};

const record: WireLogRecord = {
  timeUnixNano: '0',
  observedTimeUnixNano: '5',
  severityNumber: 9,
  severityText: 'INFO',
  attributes: [],
  traceId: '',
  spanId: '',
  eventName: '',
};

test('a good span passes, also with its end before its start or unknown', () => {
  expect(validateSpan(span)).toBeNull();
  expect(validateSpan({ ...span, endTimeUnixNano: '0', parentSpanId: 'b7ad6b7169203332' })).toBeNull();
});

test.each<[Partial<WireSpan>, string]>([
  [{ traceId: '' }, 'traceId is missing or all zeros'],
  [{ traceId: '0'.repeat(32) }, 'traceId is missing or all zeros'],
  [{ traceId: '0af7651916cd43dd' }, 'traceId is not 32 hex digits'],
  [{ traceId: '0AF7651916CD43DD8448EB211C80319C' }, 'traceId is not 32 hex digits'],
  [{ spanId: '' }, 'spanId is missing or all zeros'],
  [{ spanId: 'b7ad6b716920333z' }, 'spanId is not 16 hex digits'],
  [{ parentSpanId: 'b7ad' }, 'parentSpanId is not 16 hex digits'],
  [{ startTimeUnixNano: '0' }, 'startTimeUnixNano is missing'],
  [{ startTimeUnixNano: '-5' }, 'startTimeUnixNano is not an unsigned 64-bit number'],
  [{ endTimeUnixNano: '2026-11-23' }, 'endTimeUnixNano is not an unsigned 64-bit number'],
  [{ endTimeUnixNano: '18446744073709551616' }, 'endTimeUnixNano is not an unsigned 64-bit number'],
  [
    { events: [{ timeUnixNano: 'x', name: '', attributes: [] }] },
    'events[0].timeUnixNano is not an unsigned 64-bit number',
  ],
  [{ links: [{ traceId: '12', spanId: '', attributes: [] }] }, 'links[0].traceId is not 32 hex digits'],
])('a bad span is named: %j', (change, fault) => {
  expect(validateSpan({ ...span, ...change })).toBe(fault);
});

test('log records need no ids, metrics need a name', () => {
  expect(validateLogRecord(record)).toBeNull();
  expect(validateLogRecord({ ...record, traceId: 'abc' })).toBe('traceId is not 32 hex digits');
  expect(validateLogRecord({ ...record, observedTimeUnixNano: 'now' })).toBe(
    'observedTimeUnixNano is not an unsigned 64-bit number',
  );
  const metric = { name: 'tokens', description: '', unit: '' };
  expect(validateMetric(metric)).toBeNull();
  expect(validateMetric({ ...metric, name: '' })).toBe('name is missing');
  const point = { attributes: [], startTimeUnixNano: '1', timeUnixNano: 'x' };
  expect(validateMetric({ ...metric, gauge: { dataPoints: [point] } })).toBe(
    'dataPoints[0].timeUnixNano is not an unsigned 64-bit number',
  );
});

test('attributes become an object without a prototype; the last of equal keys wins', () => {
  const object = attributesToObject([
    { key: 'thread.id', value: { intValue: '2' } },
    { key: 'thread.id', value: { stringValue: 'conversation' } },
    { key: '__proto__', value: { stringValue: 'a key' } },
    { key: 'huge', value: { intValue: '9223372036854775807' } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'bytes', value: { bytesValue: 'AP8=' } },
    { key: 'empty', value: {} },
    {
      key: 'map',
      value: { kvlistValue: { values: [{ key: 'list', value: { arrayValue: { values: [{ boolValue: false }] } } }] } },
    },
  ]);
  expect(Object.getPrototypeOf(object)).toBeNull();
  expect(JSON.stringify(object)).toBe(
    '{"thread.id":"conversation","__proto__":"a key","huge":"9223372036854775807","nan":null,"bytes":"AP8=","empty":null,"map":{"list":[false]}}',
  );
  expect(object['nan']).toBeNaN();
});

test.each<[AttributeInput, object]>([
  ['a\ud800', { stringValue: 'a\ufffd' }],
  [12, { intValue: '12' }],
  [-0.5, { doubleValue: -0.5 }],
  [2 ** 60, { doubleValue: 2 ** 60 }],
  [NaN, { doubleValue: 'NaN' }],
  [-Infinity, { doubleValue: '-Infinity' }],
  [2n ** 63n - 1n, { intValue: '9223372036854775807' }],
  [2n ** 63n, { stringValue: '9223372036854775808' }],
  [true, { boolValue: true }],
  [null, {}],
  [new Uint8Array([0, 255]), { bytesValue: 'AP8=' }],
  [new Date(0), { stringValue: '1970-01-01T00:00:00.000Z' }],
  [['a', null], { arrayValue: { values: [{ stringValue: 'a' }, {}] } }],
  [{ a: 1, gone: undefined }, { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } }],
])('toAnyValue(%p)', (input, expected) => {
  expect(toAnyValue(input)).toEqual(expected);
});

test('plain values survive both ways; cycles are refused', () => {
  const value = { list: [1, 'two', { three: 3.5 }], flag: false, nothing: null };
  expect(JSON.parse(JSON.stringify(fromAnyValue(toAnyValue(value))))).toEqual(value);
  expect(toKeyValues({ a: 'x', gone: undefined })).toEqual([{ key: 'a', value: { stringValue: 'x' } }]);
  const cyclic: { [key: string]: AttributeInput } = {};
  cyclic['self'] = cyclic;
  expect(() => toAnyValue(cyclic)).toThrow(RangeError);
});

test('nanoseconds and milliseconds', () => {
  expect(nanosToMillis('1795446695442982028')).toBeCloseTo(1795446695442.982, 3);
  expect(nanosToMillis(1_500_000n)).toBe(1.5);
  expect(millisToNanos(1795446695442)).toBe('1795446695442000000');
  expect(millisToNanos(1.25)).toBe('1250000');
  expect(millisBetween('1795446695442982028', '1795446695443011039')).toBe(0.029011);
  expect(millisBetween('1795446695443011039', '1795446695442982028')).toBe(-0.029011);
  expect(logRecordTime(record)).toBe('5');
  expect(logRecordTime({ ...record, timeUnixNano: '7' })).toBe('7');
});
