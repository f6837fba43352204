import type { AttributeDefinition } from '../definition.ts';
import type { AttributeValue } from '../event-types.ts';
import { coerce } from './coerce.ts';
import type { Unread } from './read-result.ts';
import type { ForeignKeyValue, ForeignValue } from './wire.ts';

/**
 * The attributes of a record, taken out one by one as they are understood. What nobody takes is left, so that nothing
 * can be overlooked in silence.
 */
export interface AttributeBag {
  text(key: string): string | undefined;
  integer(key: string): number | undefined;
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  /** Takes every attribute that a table defines, under the table's names. */
  defined(definitions: Readonly<Record<string, AttributeDefinition>>): Record<string, AttributeValue>;
  /** Puts something back that was not entirely understood. */
  leave(key: string, value: AttributeValue): void;
  left(): Unread;
}

/** An empty text or an empty value means that the sender has nothing to say: it counts as absent and is not left. */
export function createAttributeBag(attributes: unknown): AttributeBag {
  const values = readKeyValues(attributes);
  const take = (key: string, definition: Pick<AttributeDefinition, 'type' | 'values'>): AttributeValue | undefined => {
    const value = coerce(values.get(key), definition);
    if (value !== undefined || values.get(key) === '') values.delete(key);
    return value;
  };
  return {
    text: (key) => take(key, { type: 'string' }) as string | undefined,
    integer: (key) => take(key, { type: 'integer' }) as number | undefined,
    number: (key) => take(key, { type: 'number' }) as number | undefined,
    flag: (key) => take(key, { type: 'boolean' }) as boolean | undefined,
    defined: (definitions) => {
      const found = Object.entries(definitions).map(([key, definition]) => [key, take(key, definition)] as const);
      return Object.fromEntries(found.filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined));
    },
    leave: (key, value) => values.set(key, value),
    left: () => Object.fromEntries(values),
  };
}

/** Of a key that repeats, the last value counts, as OpenTelemetry has it; earlier ones stand beside it with a number. */
export function readKeyValues(attributes: unknown): Map<string, AttributeValue> {
  const values = new Map<string, AttributeValue>();
  if (!Array.isArray(attributes)) return values;
  for (const entry of attributes as readonly unknown[]) {
    if (!isKeyValue(entry)) continue;
    const value = plainValue(entry.value);
    if (value === undefined) continue;
    const earlier = values.get(entry.key);
    if (earlier !== undefined && earlier !== value) values.set(freeKey(values, entry.key), earlier);
    values.set(entry.key, value);
  }
  return values;
}

function freeKey(values: ReadonlyMap<string, AttributeValue>, key: string): string {
  let number = 2;
  while (values.has(`${key}#${number}`)) number += 1;
  return `${key}#${number}`;
}

function isKeyValue(entry: unknown): entry is ForeignKeyValue {
  return (
    typeof entry === 'object' && entry !== null && 'key' in entry && typeof entry.key === 'string' && 'value' in entry
  );
}

/** Values that an attribute of ours cannot have stand as their JSON text; OTLP's empty value is none. */
function plainValue(value: unknown): AttributeValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue } = value as ForeignValue;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined && intValue !== null) return plainInteger(intValue);
  if (typeof doubleValue === 'number' && Number.isFinite(doubleValue)) return doubleValue;
  if (typeof doubleValue === 'string') return doubleValue;
  const texts = listOfTexts(arrayValue);
  if (texts !== undefined) return texts;
  return Object.keys(value).length === 0 ? undefined : jsonText(value);
}

/** 64-bit integers beyond 2^53 stay text: as numbers they would be others. */
function plainInteger(value: unknown): AttributeValue | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return jsonText(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function listOfTexts(list: unknown): readonly string[] | undefined {
  if (typeof list !== 'object' || list === null || !('values' in list) || !Array.isArray(list.values)) return undefined;
  const texts = (list.values as readonly unknown[]).map((value) => plainText(value));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function plainText(value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null && 'stringValue' in value;
  return isObject && typeof value.stringValue === 'string' ? value.stringValue : undefined;
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Too deep, circular, or with a bigint: no decoder of JSON or protobuf gives such a value.
    return '[unreadable]';
  }
}
