import { isInt64 } from './int64.ts';
import type { AnyValue, KeyValue } from './wire.ts';

/**
 * An attribute value as plain JavaScript, safe for `JSON.stringify` except that NaN and the infinities are numbers.
 * Integers beyond 2^53 stay decimal strings, bytes stay base64, an empty value is `null`.
 */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | PlainObject;

/** Without a prototype, so that a key such as `__proto__` or `toString` is a key like any other. */
export interface PlainObject {
  readonly [key: string]: PlainValue;
}

/** What `toAnyValue` understands. */
export type AttributeInput =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Uint8Array
  | Date
  | readonly AttributeInput[]
  | { readonly [key: string]: AttributeInput };

/** Attributes by key. Real agents repeat keys (Codex sends `thread.id` twice); the last one wins. */
export function attributesToObject(attributes: readonly KeyValue[]): PlainObject {
  const object: Record<string, PlainValue> = Object.create(null);
  for (const { key, value } of attributes) object[key] = fromAnyValue(value);
  return object;
}

/** One value as plain JavaScript. */
export function fromAnyValue(value: AnyValue): PlainValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return fromInt64(value.intValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(fromAnyValue);
  if (value.kvlistValue !== undefined) return attributesToObject(value.kvlistValue.values);
  return value.bytesValue ?? null;
}

/**
 * Attributes from an object; keys with `undefined` are left out. See `toAnyValue` for the values.
 */
export function toKeyValues(object: { readonly [key: string]: AttributeInput }): KeyValue[] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

/**
 * A value for the wire. Whole numbers become `intValue`, others `doubleValue`; what must not change its type with its
 * value (a duration that happens to be whole) is written as `{ doubleValue }` by hand. A bigint beyond 64 bits becomes
 * text, a Date ISO 8601 text, `null` and `undefined` the empty value. Throws `RangeError` for cycles and for values
 * nested deeper than 64, which a receiver would refuse.
 */
export function toAnyValue(input: AttributeInput): AnyValue {
  return toNestedValue(input, 1);
}

function toNestedValue(input: AttributeInput, depth: number): AnyValue {
  if (depth > 64) throw new RangeError('Attribute value is cyclic or nested deeper than 64');
  if (input === null || input === undefined) return {};
  if (typeof input === 'string') return { stringValue: input.toWellFormed() };
  if (typeof input === 'boolean') return { boolValue: input };
  if (typeof input === 'number') return fromNumber(input);
  if (typeof input === 'bigint') return isInt64(input) ? { intValue: String(input) } : { stringValue: String(input) };
  if (input instanceof Uint8Array) return { bytesValue: Buffer.from(input).toString('base64') };
  if (input instanceof Date) return { stringValue: input.toISOString() };
  if (isList(input)) return { arrayValue: { values: input.map((item) => toNestedValue(item, depth + 1)) } };
  const values = Object.entries(input)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => ({ key, value: toNestedValue(item, depth + 1) }));
  return { kvlistValue: { values } };
}

function fromNumber(input: number): AnyValue {
  if (Number.isSafeInteger(input)) return { intValue: String(input) };
  if (Number.isFinite(input)) return { doubleValue: input };
  return { doubleValue: Number.isNaN(input) ? 'NaN' : input > 0 ? 'Infinity' : '-Infinity' };
}

function fromInt64(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function isList(input: AttributeInput): input is readonly AttributeInput[] {
  return Array.isArray(input);
}
