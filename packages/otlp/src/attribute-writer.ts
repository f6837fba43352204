import type { PlainAttribute, PlainAttributes } from './plain.ts';
import { reserve } from './sink.ts';
import type { Sink } from './sink.ts';

/**
 * Writes the attributes of one item after the other. Most of them say what the item before said, so what was written
 * twice is kept and copied from then on.
 */
export function createAttributeWriter(
  sink: Sink,
  writeAttribute: (name: string, value: PlainAttribute) => void,
): (attributes: PlainAttributes) => void {
  const written = new Map<string, Written>();
  return (attributes) => {
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined) continue;
      const last = written.get(name);
      if (last?.value !== value) {
        writeAttribute(name, value);
        if (last === undefined) written.set(name, { value, bytes: undefined });
        else {
          last.value = value;
          last.bytes = undefined;
        }
      } else if (last.bytes === undefined) {
        const start = sink.position;
        writeAttribute(name, value);
        last.bytes = Uint8Array.from(sink.bytes.subarray(start, sink.position));
      } else {
        const start = reserve(sink, last.bytes.length);
        sink.bytes.set(last.bytes, start);
      }
    }
  };
}

/** An attribute of the last item that had one of this name. */
interface Written {
  value: PlainAttribute;
  /** Present once it came a second time. */
  bytes: Uint8Array | undefined;
}
