import type { BoundField, LooseMessage, MessageSchema } from './schema.ts';

/** Writes one message as ProtoJSON does by default: fields that hold protobuf's default are left out. */
export function encodeJson(schema: MessageSchema, message: LooseMessage): Uint8Array {
  return Buffer.from(JSON.stringify(toJson(schema, message)));
}

function toJson(schema: MessageSchema, message: LooseMessage): LooseMessage {
  const json: LooseMessage = {};
  for (const field of schema.fields) {
    const value = message[field.name];
    if (value === undefined || isLeftOut(field, value)) continue;
    json[field.name] = Array.isArray(value) ? value.map((item) => itemToJson(field, item)) : itemToJson(field, value);
  }
  return json;
}

function isLeftOut(field: BoundField, value: unknown): boolean {
  if (field.cardinality === 'explicit') return false;
  return Array.isArray(value) ? value.length === 0 : value === field.scalar?.empty;
}

function itemToJson(field: BoundField, item: unknown): unknown {
  if (field.message !== undefined) return toJson(field.message(), item as LooseMessage);
  return field.scalar?.toJson === undefined ? item : field.scalar.toJson(item);
}
