import { readVarint } from './protobuf-cursor.ts';
import { writeBigVarint } from './protobuf-writer.ts';
import type { Scalar } from './schema.ts';

/**
 * An open enum: numbers that this version does not know are kept. JSON asks for numbers; the names that generic
 * protobuf libraries write (`SPAN_KIND_CLIENT`) are understood too.
 */
export function openEnumeration(names: readonly string[]): Scalar<number> {
  return enumeration(names, (value) => value);
}

/** A closed enum: unknown numbers and names are 0, protobuf's "unspecified". */
export function closedEnumeration<Value extends number>(
  names: readonly string[],
  values: readonly Value[],
): Scalar<Value | 0> {
  return enumeration<Value | 0>(names, (value) => values.find((known) => known === value) ?? 0);
}

function enumeration<Value extends number>(
  names: readonly string[],
  narrow: (value: number) => Value | 0,
): Scalar<Value | 0> {
  return {
    wireType: 0,
    empty: 0,
    read(cursor) {
      readVarint(cursor);
      return narrow(cursor.low | 0);
    },
    write: (sink, value) => writeBigVarint(sink, BigInt(value)),
    fromJson(json) {
      const value = typeof json === 'string' ? numberOf(names, json) : json;
      return typeof value === 'number' && Number.isInteger(value) ? narrow(value | 0) : 0;
    },
  };
}

function numberOf(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  return index >= 0 ? index : Number(name);
}
