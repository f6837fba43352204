import { enterMessage, leaveMessage } from './decode-context.ts';
import type { DecodeContext } from './decode-context.ts';
import { Malformed } from './malformed.ts';
import { createCursor, readLength, readTag, skipField } from './protobuf-cursor.ts';
import type { Cursor, WireType } from './protobuf-cursor.ts';
import { emptyMessage, isDefault } from './schema.ts';
import type { BoundField, LooseMessage, MessageSchema, Scalar } from './schema.ts';

/** Reads one message; throws `Malformed` with `context.path` at the place. Unknown fields are skipped. */
export function decodeProtobuf(schema: MessageSchema, body: Uint8Array, context: DecodeContext): LooseMessage {
  const message = emptyMessage(schema);
  readFields(schema, message, createCursor(body), context);
  return message;
}

function readFields(schema: MessageSchema, message: LooseMessage, cursor: Cursor, context: DecodeContext): void {
  enterMessage(context, schema);
  while (cursor.position < cursor.end) {
    readTag(cursor);
    const field = schema.byNumber[cursor.fieldNumber];
    if (field === undefined) {
      skipField(cursor);
      continue;
    }
    context.path.push(field.name);
    for (const rival of field.rivals) if (message[rival] !== undefined) delete message[rival];
    if (field.message !== undefined) readNested(field, field.message(), message, cursor, context);
    else if (field.scalar !== undefined) readScalar(field, field.scalar, message, cursor);
    context.path.pop();
  }
  leaveMessage(context, schema);
}

function readNested(
  field: BoundField,
  schema: MessageSchema,
  message: LooseMessage,
  cursor: Cursor,
  context: DecodeContext,
): void {
  expectWireType(2, cursor);
  const length = readLength(cursor);
  const outerEnd = cursor.end;
  cursor.end = cursor.position + length;
  const siblings = message[field.name];
  if (field.cardinality === 'repeated' && Array.isArray(siblings)) {
    const item = emptyMessage(schema);
    context.path.push(siblings.length);
    readFields(schema, item, cursor, context);
    context.path.pop();
    siblings.push(item);
  } else {
    // Protobuf merges a message field that comes twice.
    const merged = isMessage(siblings) ? siblings : emptyMessage(schema);
    readFields(schema, merged, cursor, context);
    keep(field, merged, message);
  }
  cursor.end = outerEnd;
}

function readScalar(field: BoundField, scalar: Scalar<unknown>, message: LooseMessage, cursor: Cursor): void {
  const values = message[field.name];
  if (field.cardinality === 'repeated' && Array.isArray(values)) {
    readRepeatedScalar(scalar, values, cursor);
    return;
  }
  expectWireType(scalar.wireType, cursor);
  keep(field, scalar.read(cursor), message);
}

function readRepeatedScalar(scalar: Scalar<unknown>, values: unknown[], cursor: Cursor): void {
  if (cursor.wireType === scalar.wireType) {
    values.push(scalar.read(cursor));
    return;
  }
  expectWireType(2, cursor);
  const outerEnd = cursor.end;
  const length = readLength(cursor);
  cursor.end = cursor.position + length;
  while (cursor.position < cursor.end) values.push(scalar.read(cursor));
  cursor.end = outerEnd;
}

function keep(field: BoundField, value: unknown, message: LooseMessage): void {
  if (field.cardinality !== 'unlessDefault' || !isDefault(field, value)) message[field.name] = value;
  // The last one counts, also where it is the default.
  else delete message[field.name];
}

function expectWireType(expected: WireType, cursor: Cursor): void {
  if (cursor.wireType !== expected) throw new Malformed(`has wire type ${cursor.wireType} instead of ${expected}`);
}

function isMessage(value: unknown): value is LooseMessage {
  return typeof value === 'object' && value !== null;
}
