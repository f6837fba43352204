import { expect, test } from '@jest/globals';
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from '../src/index.ts';
import { failure, unwrap } from './unwrap.ts';

/** Field numbers on the way to a span's value: request, resource, scope, span, attribute, value. */
const PATH_TO_VALUE = [1, 2, 2, 9, 2];
const PLACE_OF_VALUE = 'resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value';

test.each([
  ['ends inside a tag', [0x80], 'body: ends inside a number'],
  ['a varint of eleven bytes', [0x78, ...Array(10).fill(0xff), 1], 'body: a number longer than 64 bits'],
  ['a varint of ten bytes beyond 64 bits', [0x78, ...Array(9).fill(0xff), 2], 'body: a number longer than 64 bits'],
  ['field number 0', [0x02, 0x00], 'body: field number out of range'],
  ['a field number beyond 32 bits', [0xff, 0xff, 0xff, 0xff, 0xff, 1], 'body: field number out of range'],
  ['a group', [0x0b, 0x0c], 'body: wire type 3 of field 1 is not supported'],
  ['the end of a group', [0x0c], 'body: wire type 4 of field 1 is not supported'],
  ['wire type 7', [0x0f], 'body: wire type 7 of field 1 is not supported'],
  ['a known field of another type', [0x08, 0x01], 'resourceSpans: has wire type 0 instead of 2'],
  ['64 MB claimed', [0x0a, 0x80, 0x80, 0x80, 0x20], 'resourceSpans: claims 67108864 bytes where 0 are left'],
  [
    '2^63 claimed',
    [0x0a, ...Array(9).fill(0x80), 1],
    'resourceSpans: claims 9223372036854776000 bytes where 0 are left',
  ],
  ['an unknown field that claims too much', [0x7a, 0x05, 0x00], 'body: claims 5 bytes where 1 are left'],
  ['an unknown number cut short', [0x79, 1, 2, 3], 'body: needs 8 bytes where 3 are left'],
  ['JSON', [...Buffer.from('{"resourceSpans":[]}')], 'body: wire type 3 of field 15 is not supported'],
])('protobuf: %s', (_name, bytes, message) => {
  expect(failure(decodeTraceRequest(Uint8Array.from(bytes), 'protobuf'))).toBe(message);
});

test('protobuf: a child cannot reach beyond its parent', () => {
  // The inner length would fit the body, but not the resource around it.
  const body = Buffer.concat([Buffer.from([0x0a, 0x02, 0x12, 0x04]), Buffer.alloc(8)]);
  expect(failure(decodeTraceRequest(body, 'protobuf'))).toBe(
    'resourceSpans[0].scopeSpans: claims 4 bytes where 0 are left',
  );
});

test('protobuf: packed numbers cut short are refused, unpacked ones are read', () => {
  const point = (content: Buffer): Buffer => wrap([1, 2, 2, 9, 1], content);
  const packed = point(field(6, Buffer.alloc(12)));
  expect(failure(decodeMetricsRequest(packed, 'protobuf'))).toBe(
    'resourceMetrics[0].scopeMetrics[0].metrics[0].histogram.dataPoints[0].bucketCounts: needs 8 bytes where 4 are left',
  );
  const unpacked = Buffer.concat([
    Buffer.from([(6 << 3) | 1]),
    Buffer.alloc(8, 0),
    Buffer.from([(6 << 3) | 1, 7]),
    Buffer.alloc(7),
  ]);
  const request = unwrap(decodeMetricsRequest(point(unpacked), 'protobuf'));
  expect(request.resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.histogram?.dataPoints[0]?.bucketCounts).toEqual([
    '0',
    '7',
  ]);
});

test('protobuf: a message that comes twice is merged, of a value the last member counts', () => {
  const resource = (key: string): Buffer => wrap([1, 1, 1], Buffer.from(key));
  const twice = Buffer.concat([resource('a'), resource('b')]);
  expect(unwrap(decodeTraceRequest(wrap([1], twice), 'protobuf')).resourceSpans[0]?.resource.attributes).toEqual([
    { key: 'a', value: {} },
    { key: 'b', value: {} },
  ]);
  const value = wrap(PATH_TO_VALUE, Buffer.concat([field(1, Buffer.from('text')), Buffer.from([0x10, 0x01])]));
  expect(
    unwrap(decodeTraceRequest(value, 'protobuf')).resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes[0]?.value,
  ).toEqual({
    boolValue: true,
  });
});

test('protobuf: of a scalar that comes twice the last counts, also where it is the default', () => {
  const span = (...states: string[]): Buffer =>
    wrap([1, 2, 2], Buffer.concat(states.map((state) => field(3, Buffer.from(state)))));
  const stateOf = (body: Buffer): string | undefined =>
    unwrap(decodeTraceRequest(body, 'protobuf')).resourceSpans[0]?.scopeSpans[0]?.spans[0]?.traceState;
  expect(stateOf(span('a=1', 'b=2'))).toBe('b=2');
  expect(stateOf(span('a=1', ''))).toBeUndefined();
});

test('protobuf: the dropped count of a resource is read', () => {
  const body = wrap([1, 1], Buffer.from([0x10, 0xac, 0x02]));
  expect(unwrap(decodeTraceRequest(body, 'protobuf')).resourceSpans[0]?.resource).toEqual({
    attributes: [],
    droppedAttributesCount: 300,
  });
});

test('protobuf: unknown fields are skipped', () => {
  const unknown = Buffer.concat([
    Buffer.from([0xf8, 0x07, 0x05]),
    field(100, Buffer.from('future')),
    Buffer.from([0xfd, 0x07, 1, 2, 3, 4]),
  ]);
  const span = wrap([1, 2, 2], Buffer.concat([unknown, field(5, Buffer.from('name'))]));
  expect(unwrap(decodeTraceRequest(span, 'protobuf')).resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name).toBe('name');
});

test('protobuf: invalid UTF-8 is repaired', () => {
  const span = wrap([1, 2, 2, 5], Buffer.from([0x61, 0xff, 0x62]));
  expect(unwrap(decodeTraceRequest(span, 'protobuf')).resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name).toBe('a\ufffdb');
});

test('values may nest 64 deep and no deeper', () => {
  const nested = (depth: number): Buffer =>
    wrap(
      [
        ...PATH_TO_VALUE,
        ...Array(depth - 1)
          .fill([5, 1])
          .flat(),
      ],
      Buffer.alloc(0),
    );
  const nestedJson = (depth: number): Buffer => {
    const value = `${'{"arrayValue":{"values":['.repeat(depth - 1)}{}${']}}'.repeat(depth - 1)}`;
    return Buffer.from(
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":${value}}]}]}]}]}`,
    );
  };
  expect(decodeTraceRequest(nested(64), 'protobuf').ok).toBe(true);
  expect(decodeTraceRequest(nestedJson(64), 'json').ok).toBe(true);
  for (const result of [decodeTraceRequest(nested(65), 'protobuf'), decodeTraceRequest(nestedJson(65), 'json')]) {
    expect(failure(result)).toBe(
      `${PLACE_OF_VALUE}${'.arrayValue.values[0]'.repeat(64)}: values nested deeper than 64`,
    );
  }
  for (const result of [
    decodeTraceRequest(nested(20_000), 'protobuf'),
    decodeTraceRequest(nestedJson(20_000), 'json'),
  ]) {
    expect(failure(result)).toContain('nested deeper than 64');
  }
  expect(failure(decodeTraceRequest(nested(4), 'protobuf', { maxDepth: 3 }))).toContain('nested deeper than 3');
});

test('JSON nested beyond any stack is refused or ignored, never thrown', () => {
  const brackets = '['.repeat(1_000_000);
  expect(failure(decodeLogsRequest(Buffer.from(brackets), 'json'))).toMatch(/^body: not JSON/);
  const unknown = Buffer.from(`{"future":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
  expect(decodeLogsRequest(unknown, 'json')).toEqual({ ok: true, value: { resourceLogs: [] } });
});

test('a small body cannot demand a large memory', () => {
  const spans = Buffer.alloc(200_000);
  for (let offset = 0; offset < spans.length; offset += 2) spans[offset] = 0x12;
  const body = wrap([1, 2], spans);
  expect(decodeTraceRequest(body, 'protobuf').ok).toBe(true);
  expect(failure(decodeTraceRequest(body, 'protobuf', { maxMessages: 50_000 }))).toMatch(
    /spans\[\d+\]: more than 50000 messages$/,
  );
  const json = Buffer.from(`{"resourceSpans":[${'{},'.repeat(60_000)}{}]}`);
  expect(failure(decodeTraceRequest(json, 'json', { maxMessages: 50_000 }))).toMatch(/more than 50000 messages$/);
  expect(failure(decodeTraceRequest(body, 'protobuf', { maxBytes: 1000 }))).toBe(
    `body: ${body.length} bytes, the limit is 1000`,
  );
});

/** A length-delimited field. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

/** Fields around each other, outermost first. */
function wrap(numbers: readonly number[], content: Buffer): Buffer {
  return numbers.toReversed().reduce((inner, number) => field(number, inner), content);
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value & 127) | 128]), varint(value >>> 7)]);
}
