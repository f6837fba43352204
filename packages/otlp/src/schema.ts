import type { WireType, Cursor } from './protobuf-cursor.ts';
import type { Sink } from './sink.ts';

/** One scalar type in all four directions. The reading ones throw `Malformed`, the writing one `RangeError`. */
export interface Scalar<Value> {
  readonly wireType: WireType;
  /** Protobuf's default, which is not sent. */
  readonly empty: Value;
  read(cursor: Cursor): Value;
  write(sink: Sink, value: Value): void;
  fromJson(json: unknown): Value;
  /** Where JSON cannot hold the decoded value as it is. */
  toJson?(value: Value): unknown;
}

/**
 * - `always`: in every decoded value, protobuf's default where it was not sent;
 * - `unlessDefault`: left out of the decoded value when it has protobuf's default, or is a message without fields;
 * - `explicit`: present exactly when it was sent (`optional`, `oneof`, messages);
 * - `repeated`: an array, empty where nothing was sent.
 */
export type Cardinality = 'always' | 'unlessDefault' | 'explicit' | 'repeated';

/** A field as the tables declare it. `Value` is its type in the decoded message. */
export interface Field<Value> {
  readonly number: number;
  readonly cardinality: Cardinality;
  readonly type: Scalar<unknown> | (() => MessageSchema);
  /** Of the fields with the same group at most one is present. */
  readonly oneof?: string;
  /** What a fresh message holds; `undefined` leaves the field out. */
  initial(): Value | undefined;
}

/** A declared field with what the engines need at hand. */
export interface BoundField extends Omit<Field<unknown>, 'type'> {
  readonly name: string;
  readonly scalar: Scalar<unknown> | undefined;
  readonly message: (() => MessageSchema) | undefined;
  /** The other members of its `oneof`. */
  readonly rivals: readonly string[];
}

/** A message type. `Message` is the decoded type that its fields were checked against. */
export interface MessageSchema<Message = unknown> {
  readonly fields: readonly BoundField[];
  /** Sparse: field numbers of OTLP are small. */
  readonly byNumber: readonly (BoundField | undefined)[];
  readonly byName: ReadonlyMap<string, BoundField>;
  /** Whether it can contain itself; such messages count towards the depth limit. */
  readonly nests: boolean;
  /** The scalars of a fresh message, to be copied. */
  readonly defaults: LooseMessage;
  /** The fields of a fresh message that need an array or message of their own. */
  readonly containers: readonly BoundField[];
  /** Never read: ties the schema to its type. */
  readonly decodes?: Message;
}

/** A decoded message while an engine fills or walks it. Its keys come from a schema, never from input. */
export type LooseMessage = Record<string, unknown>;

/** The compiler checks that the table covers the type: every field, none besides, each with its type. */
export function defineMessage<Message>(
  table: { readonly [Name in keyof Message]-?: Field<Exclude<Message[Name], undefined>> },
  nests = false,
): MessageSchema<Message> {
  const entries = Object.entries<Field<unknown>>(table);
  const fields = entries.map(([name, field]): BoundField => {
    const { type, ...rest } = field;
    const isRival = ([other, { oneof }]: [string, Field<unknown>]): boolean =>
      other !== name && oneof !== undefined && oneof === field.oneof;
    return {
      ...rest,
      name,
      scalar: typeof type === 'function' ? undefined : type,
      message: typeof type === 'function' ? type : undefined,
      rivals: entries.filter(isRival).map(([other]) => other),
    };
  });
  const byNumber: (BoundField | undefined)[] = [];
  for (const field of fields) byNumber[field.number] = field;
  return {
    fields,
    byNumber,
    byName: new Map(fields.map((field) => [field.name, field])),
    nests,
    defaults: Object.fromEntries(fields.filter(isAlwaysScalar).map((field) => [field.name, field.initial()])),
    containers: fields.filter(
      (field) => field.cardinality === 'repeated' || (field.cardinality === 'always' && field.message),
    ),
  };
}

/** Whether an `unlessDefault` field leaves this value out. */
export function isDefault(field: BoundField, value: unknown): boolean {
  if (field.scalar !== undefined) return value === field.scalar.empty;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function isAlwaysScalar(field: BoundField): boolean {
  return field.cardinality === 'always' && field.scalar !== undefined;
}

/** A fresh message with its defaults. */
export function emptyMessage(schema: MessageSchema): LooseMessage {
  const message: LooseMessage = { ...schema.defaults };
  for (const field of schema.containers) message[field.name] = field.initial();
  return message;
}

/** A scalar that the decoded message always has. */
export function always<Value>(number: number, scalar: Scalar<Value>): Field<Value> {
  return { number, cardinality: 'always', type: scalar, initial: () => scalar.empty };
}

/** A scalar that the decoded message has only where it differs from protobuf's default. */
export function unlessDefault<Value>(number: number, scalar: Scalar<Value>): Field<Value> {
  return { number, cardinality: 'unlessDefault', type: scalar, initial: () => undefined };
}

/** An `optional` scalar, or with `oneof` a scalar member of that group. */
export function explicit<Value>(number: number, scalar: Scalar<Value>, oneof?: string): Field<Value> {
  return { number, cardinality: 'explicit', type: scalar, ...(oneof && { oneof }), initial: () => undefined };
}

/** Repeated numbers, packed on the wire; unpacked ones are read too. */
export function packed<Value>(number: number, scalar: Scalar<Value>): Field<readonly Value[]> {
  return { number, cardinality: 'repeated', type: scalar, initial: () => [] };
}

/** A message that the decoded one always has; an empty one where it was not sent. */
export function nested<Message>(number: number, schema: () => MessageSchema<Message>): Field<Message> {
  // The one place where a message built from a schema gets the type that the schema was checked against.
  return { number, cardinality: 'always', type: schema, initial: () => emptyMessage(schema()) as Message };
}

/** A message that is present exactly when it was sent; with `oneof` a member of that group. */
export function optionalNested<Message>(
  number: number,
  schema: () => MessageSchema<Message>,
  oneof?: string,
): Field<Message> {
  return { number, cardinality: 'explicit', type: schema, ...(oneof && { oneof }), initial: () => undefined };
}

/** A message that is left out of the decoded one where it was not sent or holds nothing. */
export function nestedUnlessEmpty<Message>(number: number, schema: () => MessageSchema<Message>): Field<Message> {
  return { number, cardinality: 'unlessDefault', type: schema, initial: () => undefined };
}

/** Repeated messages. */
export function repeated<Message>(number: number, schema: () => MessageSchema<Message>): Field<readonly Message[]> {
  return { number, cardinality: 'repeated', type: schema, initial: () => [] };
}
