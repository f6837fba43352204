import type { AnyValue, KeyValue } from '@codex-langfuse/otlp';

export type AttributeValue = string | number | boolean | readonly AttributeValue[];

export type Attributes = ReadonlyMap<string, AttributeValue>;

/**
 * Attributes by name; of a repeated key the last one counts. A map-valued, bytes-valued or empty value becomes the
 * JSON text of its OTLP form, as in Langfuse: nothing is lost, but nothing reads it either.
 */
export function readAttributes(attributes: readonly KeyValue[]): Attributes {
  return new Map(attributes.map(({ key, value }) => [key, readValue(value)]));
}

/** The first of these attributes that is there and not empty text. */
export function firstValue(attributes: Attributes, names: readonly string[]): AttributeValue | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** As `firstValue`, as text; null where there is none. */
export function firstText(attributes: Attributes, names: readonly string[]): string | null {
  const value = firstValue(attributes, names);
  return value === undefined ? null : asText(value);
}

/** Text stays as it is; everything else becomes JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readValue(value: AnyValue): AttributeValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(readValue);
  return JSON.stringify(value);
}
