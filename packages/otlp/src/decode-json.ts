import { enterMessage, leaveMessage } from './decode-context.ts';
import type { DecodeContext } from './decode-context.ts';
import { kindOf, Malformed } from './malformed.ts';
import { emptyMessage, isDefault } from './schema.ts';
import type { BoundField, LooseMessage, MessageSchema } from './schema.ts';

/** Reads one message; throws `Malformed` with `context.path` at the place. Unknown keys are ignored. */
export function decodeJson(schema: MessageSchema, body: Uint8Array, context: DecodeContext): LooseMessage {
  return readMessage(schema, parse(body), context);
}

function parse(body: Uint8Array): unknown {
  // Decodes as UTF-8, drops a byte order mark, and puts U+FFFD for what is no UTF-8.
  const source = new TextDecoder().decode(body);
  try {
    return JSON.parse(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The engine's own message quotes the input, which may hold prompts or secrets.
    const position = /at position (\d+)/.exec(error.message)?.[1];
    throw new Malformed(position === undefined ? 'not JSON' : `not JSON from character ${position}`);
  }
}

function readMessage(
  schema: MessageSchema,
  json: unknown,
  context: DecodeContext,
  message: LooseMessage = emptyMessage(schema),
): LooseMessage {
  enterMessage(context, schema);
  // ProtoJSON reads null as "not set".
  if (json !== null) {
    if (!isObject(json)) throw new Malformed(`expected an object, got ${kindOf(json)}`);
    for (const name of Object.keys(json)) {
      const field = schema.byName.get(name);
      const given = json[name];
      if (field === undefined || given === undefined || given === null) continue;
      // More than one member of a `oneof` is malformed; the first counts.
      if (field.rivals.some((rival) => message[rival] !== undefined)) continue;
      context.path.push(field.name);
      readField(field, given, message, context);
      context.path.pop();
    }
  }
  leaveMessage(context, schema);
  return message;
}

function readField(field: BoundField, given: unknown, message: LooseMessage, context: DecodeContext): void {
  const value = field.cardinality === 'repeated' ? readArray(field, given, context) : readValue(field, given, context);
  if (field.cardinality === 'unlessDefault' && isDefault(field, value)) return;
  message[field.name] = value;
}

function readArray(field: BoundField, given: unknown, context: DecodeContext): unknown[] {
  if (!Array.isArray(given)) throw new Malformed(`expected an array, got ${kindOf(given)}`);
  const values: unknown[] = [];
  for (const [index, item] of given.entries()) {
    context.path.push(index);
    values.push(readValue(field, item, context));
    context.path.pop();
  }
  return values;
}

function readValue(field: BoundField, given: unknown, context: DecodeContext): unknown {
  return field.message === undefined ? field.scalar?.fromJson(given) : readMessage(field.message(), given, context);
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
