import { expect, test } from '@jest/globals';
import { parseTraceparent } from '../src/index.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

test('a W3C traceparent gives trace and parent, whatever its flags', () => {
  for (const flags of ['00', '01', 'ff']) {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({ traceId: TRACE, spanId: SPAN });
  }
  expect(parseTraceparent(` cc-${TRACE}-${SPAN}-01-what-the-future-brings\n`)).toEqual({
    traceId: TRACE,
    spanId: SPAN,
  });
});

test.each([
  [undefined],
  [''],
  [`00-${TRACE}-${SPAN}`],
  [`ff-${TRACE}-${SPAN}-01`],
  [`00-${TRACE}-${SPAN}-01-more`],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`],
  [`00-${'0'.repeat(32)}-${SPAN}-01`],
  [`00-${TRACE}-${'0'.repeat(16)}-01`],
  [`00-${TRACE}0-${SPAN}-01`],
])('%s is none', (value) => {
  expect(parseTraceparent(value)).toBeUndefined();
});
