import { endDelimited, startDelimited, writeTag } from './protobuf-writer.ts';
import { createSink, finishSink } from './sink.ts';
import type { Sink } from './sink.ts';
import type { BoundField, LooseMessage, MessageSchema, Scalar } from './schema.ts';

/** Writes one message. Throws `RangeError` for an id or a 64-bit number that protobuf cannot hold. */
export function encodeProtobuf(schema: MessageSchema, message: LooseMessage): Uint8Array {
  const sink = createSink();
  writeFields(schema, message, sink);
  return finishSink(sink);
}

function writeFields(schema: MessageSchema, message: LooseMessage, sink: Sink): void {
  for (const field of schema.fields) {
    const value = message[field.name];
    if (value === undefined) continue;
    if (field.message !== undefined) writeMessages(field, field.message(), value, sink);
    else if (field.scalar !== undefined) writeScalars(field, field.scalar, value, sink);
  }
}

function writeMessages(field: BoundField, schema: MessageSchema, value: unknown, sink: Sink): void {
  for (const item of Array.isArray(value) ? value : [value]) {
    writeTag(sink, field.number, 2);
    const start = startDelimited(sink);
    writeFields(schema, item, sink);
    endDelimited(sink, start);
  }
}

function writeScalars(field: BoundField, scalar: Scalar<unknown>, value: unknown, sink: Sink): void {
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    writeTag(sink, field.number, 2);
    const start = startDelimited(sink);
    for (const item of value) scalar.write(sink, item);
    endDelimited(sink, start);
    return;
  }
  if (field.cardinality !== 'explicit' && value === scalar.empty) return;
  writeTag(sink, field.number, scalar.wireType);
  scalar.write(sink, value);
}
