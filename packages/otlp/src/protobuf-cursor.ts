import { Malformed } from './malformed.ts';

/** 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. The groups 3 and 4 are refused. */
export type WireType = 0 | 1 | 2 | 5;

/** A reading position. `end` bounds the message being read, never beyond that of its parent. */
export interface Cursor {
  readonly bytes: Buffer;
  position: number;
  end: number;
  /** Both halves, unsigned, of the varint read last: 64 bits do not fit a number. */
  low: number;
  high: number;
  /** Of the field being read. */
  fieldNumber: number;
  wireType: WireType;
}

/** Shares the bytes, copies nothing. */
export function createCursor(body: Uint8Array): Cursor {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { bytes, position: 0, end: bytes.length, low: 0, high: 0, fieldNumber: 0, wireType: 0 };
}

/** Reads the tag in front of a field into `fieldNumber` and `wireType`. */
export function readTag(cursor: Cursor): void {
  readVarint(cursor);
  const number = cursor.low >>> 3;
  const wireType = cursor.low & 7;
  if (cursor.high !== 0 || number === 0) throw new Malformed('field number out of range');
  if (wireType !== 0 && wireType !== 1 && wireType !== 2 && wireType !== 5) {
    throw new Malformed(`wire type ${wireType} of field ${number} is not supported`);
  }
  cursor.fieldNumber = number;
  cursor.wireType = wireType;
}

/** Reads a varint into `low` and `high`. */
export function readVarint(cursor: Cursor): void {
  let low = 0;
  let high = 0;
  for (let index = 0; index < 10; index += 1) {
    if (cursor.position >= cursor.end) throw new Malformed('ends inside a number');
    const byte = cursor.bytes[cursor.position] ?? 0;
    cursor.position += 1;
    const bits = byte & 0x7f;
    if (index < 4) low |= bits << (7 * index);
    else if (index === 4) {
      low |= bits << 28;
      high = bits >>> 4;
    } else if (index < 9) high |= bits << (7 * index - 32);
    else {
      if (byte > 1) break;
      high |= bits << 31;
    }
    if (byte < 0x80) {
      cursor.low = low >>> 0;
      cursor.high = high >>> 0;
      return;
    }
  }
  throw new Malformed('a number longer than 64 bits');
}

/** The length in front of bytes; checked against what is left, so that nothing is allocated for a false claim. */
export function readLength(cursor: Cursor): number {
  readVarint(cursor);
  const left = cursor.end - cursor.position;
  const length = cursor.high * 2 ** 32 + cursor.low;
  if (length > left) throw new Malformed(`claims ${length} bytes where ${left} are left`);
  return length;
}

/** Where the next `size` bytes start, once they are known to exist. */
export function take(cursor: Cursor, size: number): number {
  const start = cursor.position;
  const left = cursor.end - start;
  if (size > left) throw new Malformed(`needs ${size} bytes where ${left} are left`);
  cursor.position = start + size;
  return start;
}

/** Steps over a field that the schema does not know. */
export function skipField(cursor: Cursor): void {
  const { wireType } = cursor;
  if (wireType === 0) readVarint(cursor);
  else take(cursor, wireType === 1 ? 8 : wireType === 5 ? 4 : readLength(cursor));
}
