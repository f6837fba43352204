import { expect, test } from '@jest/globals';
import { decodeRequest, encodeRequest, encodeTraceRequest } from '../src/index.ts';
import type { Encoding, Signal } from '../src/index.ts';
import { createRandom } from './random.ts';
import { randomRequests } from './random-requests.ts';
import { unwrap } from './unwrap.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];
const ENCODINGS: readonly Encoding[] = ['protobuf', 'json'];

test('1000 random requests of each signal survive both encodings', () => {
  const random = createRandom(20_261_123);
  for (let round = 0; round < 1000; round += 1) {
    const requests = randomRequests(random);
    for (const signal of SIGNALS) {
      for (const encoding of ENCODINGS) {
        const bytes = encodeRequest(signal, requests[signal], encoding);
        expect(unwrap(decodeRequest(signal, bytes, encoding))).toEqual(requests[signal]);
      }
    }
  }
});

test('JSON leaves out what is default, as ProtoJSON does, and keeps members of a value', () => {
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '',
    name: 'chat',
    kind: 0,
    startTimeUnixNano: '1',
    endTimeUnixNano: '2',
    attributes: [
      { key: 'none', value: { intValue: '0' } },
      { key: 'off', value: { boolValue: false } },
    ],
    events: [],
    links: [],
    status: { code: 0 as const },
  };
  const request = {
    resourceSpans: [
      { resource: { attributes: [] }, scopeSpans: [{ scope: { name: '', attributes: [] }, spans: [span] }] },
    ],
  };
  expect(JSON.parse(Buffer.from(encodeTraceRequest(request, 'json')).toString())).toEqual({
    resourceSpans: [
      {
        resource: {},
        scopeSpans: [
          {
            scope: {},
            spans: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: 'b7ad6b7169203331',
                name: 'chat',
                startTimeUnixNano: '1',
                endTimeUnixNano: '2',
                attributes: [
                  { key: 'none', value: { intValue: '0' } },
                  { key: 'off', value: { boolValue: false } },
                ],
                status: {},
              },
            ],
          },
        ],
      },
    ],
  });
});

test('protobuf cannot carry an invalid id or time, and says so', () => {
  const encode = (fault: object): Uint8Array => {
    const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [fault] }] }] }));
    return encodeTraceRequest(unwrap(decodeRequest('traces', body, 'json')), 'protobuf');
  };
  expect(() => encode({ traceId: 'xyz' })).toThrow(RangeError);
  expect(() => encode({ startTimeUnixNano: 'soon' })).toThrow(RangeError);
  expect(() => encode({ startTimeUnixNano: '18446744073709551616' })).toThrow(RangeError);
  expect(() => encode({ startTimeUnixNano: '18446744073709551615' })).not.toThrow();
});
