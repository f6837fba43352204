/** A growing output buffer. */
export interface Sink {
  bytes: Buffer;
  position: number;
}

/** Doubles when it is full. */
export function createSink(size = 4096): Sink {
  return { bytes: Buffer.allocUnsafe(size), position: 0 };
}

/** What was written, cut to its length. */
export function finishSink(sink: Sink): Uint8Array {
  return sink.bytes.subarray(0, sink.position);
}

/** Makes room for `size` bytes and says where they start. It may replace `sink.bytes`, so call it before taking those. */
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
