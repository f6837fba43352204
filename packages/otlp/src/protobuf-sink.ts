/** A growing output buffer. */
export interface Sink {
  bytes: Buffer;
  position: number;
}

/** Starts small and doubles. */
export function createSink(): Sink {
  return { bytes: Buffer.allocUnsafe(4096), position: 0 };
}

/** What was written, cut to its length. */
export function finishSink(sink: Sink): Uint8Array {
  return sink.bytes.subarray(0, sink.position);
}

/** Makes room for `size` bytes and says where they start. */
export function reserve(sink: Sink, size: number): number {
  const start = sink.position;
  const needed = start + size;
  if (needed > sink.bytes.length) {
    const grown = Buffer.allocUnsafe(Math.max(needed, sink.bytes.length * 2));
    sink.bytes.copy(grown, 0, 0, start);
    sink.bytes = grown;
  }
  sink.position = needed;
  return start;
}

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

/** Writes what `writeContent` writes, with its length in front. */
export function writeDelimited(sink: Sink, writeContent: () => void): void {
  const start = reserve(sink, 1);
  writeContent();
  const length = sink.position - start - 1;
  const lengthSize = varintSize(length);
  // One byte was kept for the length, which is enough for most messages; longer ones move up.
  reserve(sink, lengthSize - 1);
  if (lengthSize > 1) sink.bytes.copyWithin(start + lengthSize, start + 1, start + 1 + length);
  sink.position = start;
  writeVarint(sink, length);
  sink.position = start + lengthSize + length;
}

function writeByte(sink: Sink, byte: number): void {
  // Reserving may replace `sink.bytes`, so it comes first.
  const start = reserve(sink, 1);
  sink.bytes[start] = byte;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}
