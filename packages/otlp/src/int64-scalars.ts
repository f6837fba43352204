import { isInt64Text, isUint64Text } from './int64.ts';
import { kindOf, Malformed } from './malformed.ts';
import { readVarint, take } from './protobuf-cursor.ts';
import { writeBigVarint } from './protobuf-writer.ts';
import { reserve } from './sink.ts';
import type { Scalar } from './schema.ts';
import type { Int64String } from './wire.ts';

/** `int64`, a varint. JSON may hold a string or, against the specification, a number. */
export const int64: Scalar<Int64String> = {
  wireType: 0,
  empty: '0',
  read(cursor) {
    readVarint(cursor);
    if (cursor.high === 0) return String(cursor.low);
    return String(BigInt.asIntN(64, (BigInt(cursor.high) << 32n) | BigInt(cursor.low)));
  },
  write: (sink, value) => writeBigVarint(sink, toBigInt(value, isInt64Text)),
  fromJson: (json) => strictInteger(json, isInt64Text),
};

/** `sfixed64`, eight bytes, signed. */
export const sfixed64: Scalar<Int64String> = {
  wireType: 1,
  empty: '0',
  read: (cursor) => String(cursor.bytes.readBigInt64LE(take(cursor, 8))),
  write(sink, value) {
    const start = reserve(sink, 8);
    sink.bytes.writeBigInt64LE(toBigInt(value, isInt64Text), start);
  },
  fromJson: (json) => strictInteger(json, isInt64Text),
};

/** `fixed64`, eight bytes, unsigned: a count. */
export const fixed64: Scalar<Int64String> = {
  wireType: 1,
  empty: '0',
  read: (cursor) => String(cursor.bytes.readBigUInt64LE(take(cursor, 8))),
  write(sink, value) {
    const start = reserve(sink, 8);
    sink.bytes.writeBigUInt64LE(toBigInt(value, isUint64Text), start);
  },
  fromJson: (json) => strictInteger(json, isUint64Text),
};

/** `fixed64` that holds a time. What is no number is kept for `validateSpan`, which refuses its one item alone. */
export const nanoTime: Scalar<Int64String> = {
  ...fixed64,
  fromJson: (json) => integerText(json) ?? (typeof json === 'string' ? json.toWellFormed() : kindOf(json)),
};

function strictInteger(json: unknown, isInRange: (digits: string) => boolean): Int64String {
  const digits = integerText(json);
  if (digits === undefined || !isInRange(digits)) throw new Malformed(`expected a 64-bit integer, got ${kindOf(json)}`);
  return digits;
}

/** Decimal digits without a sign or zeros in front that say nothing; `undefined` for what is no integer. */
function integerText(json: unknown): string | undefined {
  if (typeof json === 'number') return Number.isInteger(json) ? String(BigInt(json)) : undefined;
  if (typeof json !== 'string' || json.length > 64 || !/^-?\d+$/.test(json)) return undefined;
  return String(BigInt(json));
}

function toBigInt(value: Int64String, isInRange: (digits: string) => boolean): bigint {
  if (!isInRange(value)) throw new RangeError('Not a 64-bit integer; validate items before encoding them');
  return BigInt(value);
}
