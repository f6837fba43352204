import { kindOf } from './malformed.ts';
import { readLength, take } from './protobuf-cursor.ts';
import { writeVarint } from './protobuf-writer.ts';
import { reserve } from './sink.ts';
import type { Scalar } from './schema.ts';

/**
 * A trace or span id as lower-case hex. All zeros mean "none" (W3C Trace Context), hence `""`. An id of the wrong
 * form is kept for `validateSpan`: it must cost its own span, not the request.
 *
 * OTLP/JSON asks for hex. Upper-case hex and base64 (what generic protobuf-to-JSON libraries write) are understood
 * too; lengths keep the forms apart.
 */
export const identifier: Scalar<string> = {
  wireType: 2,
  empty: '',
  read(cursor) {
    const size = readLength(cursor);
    const start = take(cursor, size);
    return withoutZeros(cursor.bytes.toString('hex', start, start + size));
  },
  write(sink, value) {
    if (!/^(?:[0-9a-f]{2})*$/.test(value))
      throw new RangeError('Not an id in hex; validate items before encoding them');
    const size = value.length / 2;
    writeVarint(sink, size);
    const start = reserve(sink, size);
    sink.bytes.write(value, start, 'hex');
  },
  fromJson(json) {
    if (typeof json !== 'string') return `(${kindOf(json)})`;
    if (BASE64_ID.test(json)) return withoutZeros(Buffer.from(json, 'base64').toString('hex'));
    return withoutZeros(HEX.test(json) ? json.toLowerCase() : json.toWellFormed());
  },
};

/** 16 bytes with `==`, 8 bytes with `=`. */
const BASE64_ID = /^(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/;
const HEX = /^[0-9a-fA-F]*$/;

function withoutZeros(id: string): string {
  return /^0*$/.test(id) ? '' : id;
}
