import { kindOf, Malformed } from './malformed.ts';
import { readLength, readVarint, take } from './protobuf-cursor.ts';
import type { Cursor } from './protobuf-cursor.ts';
import { writeText, writeVarint } from './protobuf-writer.ts';
import { reserve } from './sink.ts';
import type { Sink } from './sink.ts';
import type { Scalar } from './schema.ts';

/** Invalid UTF-8 becomes U+FFFD instead of costing the whole request, as in the Collector. */
export const text: Scalar<string> = {
  wireType: 2,
  empty: '',
  read(cursor) {
    const size = readLength(cursor);
    const start = take(cursor, size);
    return cursor.bytes.toString('utf8', start, start + size);
  },
  write: writeText,
  fromJson(json) {
    if (typeof json !== 'string') throw new Malformed(`expected a string, got ${kindOf(json)}`);
    // A lone surrogate has no UTF-8 form, so protobuf could not carry it on.
    return json.toWellFormed();
  },
};

/** Bytes as base64. */
export const base64: Scalar<string> = {
  wireType: 2,
  empty: '',
  read: (cursor) => readBytes(cursor, 'base64'),
  write: (sink, value) => writeBytes(sink, Buffer.from(value, 'base64')),
  fromJson(json) {
    if (typeof json !== 'string' || !BASE64.test(json)) throw new Malformed('expected base64');
    return Buffer.from(json, 'base64').toString('base64');
  },
};

const BASE64 = /^[\w+/-]*={0,2}$/;

export const bool: Scalar<boolean> = {
  wireType: 0,
  empty: false,
  read(cursor) {
    readVarint(cursor);
    return cursor.low !== 0 || cursor.high !== 0;
  },
  write: (sink, value) => writeVarint(sink, value ? 1 : 0),
  fromJson(json) {
    if (typeof json !== 'boolean') throw new Malformed(`expected true or false, got ${kindOf(json)}`);
    return json;
  },
};

/** `uint32` */
export const uint32: Scalar<number> = {
  wireType: 0,
  empty: 0,
  read(cursor) {
    readVarint(cursor);
    return cursor.low;
  },
  write: (sink, value) => writeVarint(sink, value),
  fromJson: uint32FromJson,
};

/** `fixed32` */
export const fixed32: Scalar<number> = {
  wireType: 5,
  empty: 0,
  read: (cursor) => cursor.bytes.readUInt32LE(take(cursor, 4)),
  write(sink, value) {
    const start = reserve(sink, 4);
    sink.bytes.writeUInt32LE(value, start);
  },
  fromJson: uint32FromJson,
};

/** A plain number; NaN and the infinities stay numbers, and are strings in JSON. */
export const double: Scalar<number> = {
  wireType: 1,
  empty: 0,
  read: readDouble,
  write: writeDouble,
  fromJson: doubleFromJson,
  toJson: (value) => (Number.isFinite(value) ? value : String(value)),
};

/** AnyValue's double: NaN and the infinities are their names. */
export const namedDouble: Scalar<number | 'NaN' | 'Infinity' | '-Infinity'> = {
  wireType: 1,
  empty: 0,
  read: (cursor) => nameNonFinite(readDouble(cursor)),
  write: (sink, value) => writeDouble(sink, Number(value)),
  fromJson: (json) => nameNonFinite(doubleFromJson(json)),
};

function readBytes(cursor: Cursor, encoding: 'base64' | 'hex'): string {
  const size = readLength(cursor);
  const start = take(cursor, size);
  return cursor.bytes.toString(encoding, start, start + size);
}

function writeBytes(sink: Sink, bytes: Buffer): void {
  writeVarint(sink, bytes.length);
  const start = reserve(sink, bytes.length);
  bytes.copy(sink.bytes, start);
}

function readDouble(cursor: Cursor): number {
  return cursor.bytes.readDoubleLE(take(cursor, 8));
}

function writeDouble(sink: Sink, value: number): void {
  const start = reserve(sink, 8);
  sink.bytes.writeDoubleLE(value, start);
}

function nameNonFinite(value: number): number | 'NaN' | 'Infinity' | '-Infinity' {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function doubleFromJson(json: unknown): number {
  if (typeof json === 'number') return json;
  if (typeof json === 'string' && (json === 'NaN' || (json.trim() !== '' && !Number.isNaN(Number(json))))) {
    return Number(json);
  }
  throw new Malformed(`expected a number, got ${kindOf(json)}`);
}

function uint32FromJson(json: unknown): number {
  const value = typeof json === 'string' && json !== '' ? Number(json) : json;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new Malformed(`expected an unsigned 32-bit number, got ${kindOf(json)}`);
}
