import { reserve } from './sink.ts';
import type { Sink } from './sink.ts';
import { SHORT_TEXT, writeShortAscii } from './write-text.ts';

/** Writes the field number and wire type. */
export function writeTag(sink: Sink, number: number, wireType: number): void {
  writeVarint(sink, number * 8 + wireType);
}

/** Writes a non-negative safe integer. */
export function writeVarint(sink: Sink, value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    writeByte(sink, (rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  writeByte(sink, rest);
}

/** Writes 64 bits; a negative number takes ten bytes, as protobuf's `int64` does. */
export function writeBigVarint(sink: Sink, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    writeByte(sink, Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  writeByte(sink, Number(rest));
}

/** Writes the length in UTF-8 and the text; a lone surrogate becomes U+FFFD. */
export function writeText(sink: Sink, text: string): void {
  const start = reserve(sink, 1);
  if (text.length <= SHORT_TEXT && writeShortAscii(sink, text)) {
    sink.bytes[start] = text.length;
    return;
  }
  sink.position = start;
  const size = Buffer.byteLength(text);
  writeVarint(sink, size);
  const textStart = reserve(sink, size);
  sink.bytes.write(text, textStart, size);
}

/** Starts something that has its length in front, for which `lengthSize` bytes are kept; `endDelimited` writes it. */
export function startDelimited(sink: Sink, lengthSize = 1): number {
  return reserve(sink, lengthSize) + lengthSize;
}

/** Ends what started at `start`; where the length takes more or fewer bytes than were kept, the content is moved. */
export function endDelimited(sink: Sink, start: number, lengthSize = 1): void {
  const length = sink.position - start;
  const needed = varintSize(length);
  const lengthStart = start - lengthSize;
  if (needed !== lengthSize) {
    if (needed > lengthSize) reserve(sink, needed - lengthSize);
    sink.bytes.copyWithin(lengthStart + needed, start, start + length);
  }
  sink.position = lengthStart;
  writeVarint(sink, length);
  sink.position += length;
}

function writeByte(sink: Sink, byte: number): void {
  const start = reserve(sink, 1);
  sink.bytes[start] = byte;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}
