import { nearestName } from '../nearest-name.ts';
import type { ConfigNode } from '../tree/config-node.ts';
import { dottedKey } from '../tree/config-node.ts';
import { valueError } from './read-context.ts';
import type { ReadContext } from './read-context.ts';

export interface DecodePlace {
  readonly key: string;
  readonly context: ReadContext;
}

/** Turns a node into a value of one type. @throws ConfigError `invalid_value` that says what was expected. */
export type Decoder<T> = (node: ConfigNode, place: DecodePlace) => T;

export const text: Decoder<string> = (node, place) => {
  if (node.kind === 'value' && typeof node.value === 'string') return node.value;
  throw mismatch(node, place, 'text in quotes', `Write ${lastPart(place.key)} = "…".`);
};

export const nonEmptyText: Decoder<string> = (node, place) => {
  const value = text(node, place);
  if (value.trim() !== '') return value;
  throw mismatch(node, place, 'text that is not empty', 'Give it a value or remove the key.');
};

export const boolean: Decoder<boolean> = (node, place) => {
  if (node.kind === 'value' && typeof node.value === 'boolean') return node.value;
  throw mismatch(node, place, 'true or false', `Write ${lastPart(place.key)} = true, without quotes.`);
};

/** A whole number within bounds, both included. */
export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Decoder<number> {
  return (node, place) => {
    const value = node.kind === 'value' ? node.value : undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
    const upper = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`;
    throw mismatch(node, place, `a whole number, at least ${minimum}${upper}`, 'Write digits without quotes.');
  };
}

/** A number above zero, also with a fraction. */
export const positiveNumber: Decoder<number> = (node, place) => {
  const value = node.kind === 'value' ? node.value : undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw mismatch(node, place, 'a number above 0', 'Write digits without quotes.');
};

export function oneOf<const T extends string>(...allowed: readonly T[]): Decoder<T> {
  return (node, place) => {
    const value = node.kind === 'value' ? node.value : undefined;
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const nearest = typeof value === 'string' ? nearestName(value, allowed) : undefined;
    const hint =
      nearest === undefined ? `Write ${lastPart(place.key)} = "${allowed[0]}".` : `Did you mean "${nearest}"?`;
    throw mismatch(node, place, `one of ${allowed.map((name) => `"${name}"`).join(', ')}`, hint);
  };
}

export const textList: Decoder<readonly string[]> = (node, place) => {
  if (node.kind === 'list')
    return node.items.map((item, index) => text(item, { ...place, key: `${place.key}.${index}` }));
  throw mismatch(node, place, 'a list of texts', `Write ${lastPart(place.key)} = ["…", "…"].`);
};

/** A table of texts by free names; `__proto__` is no name. */
export const textTable: Decoder<Readonly<Record<string, string>>> = (node, place) =>
  Object.fromEntries(tableEntries(node, place).map(([name, entry]) => [name, text(entry, below(place, name))]));

/** A table of switches by free names. */
export const booleanTable: Decoder<Readonly<Record<string, boolean>>> = (node, place) =>
  Object.fromEntries(tableEntries(node, place).map(([name, entry]) => [name, boolean(entry, below(place, name))]));

/** Names of files in a folder; one with a separator could lead out of it. */
export const fileNames: Decoder<readonly string[]> = (node, place) => {
  const names = textList(node, place);
  if (names.every((name) => /^[^/\\\0]+$/.test(name) && name !== '..' && name !== '.')) return names;
  throw mismatch(node, place, 'a list of file names without folders', 'Write names such as "CLAUDE.md".');
};

/** The entries of a table whose key names are free. */
export function tableEntries(node: ConfigNode, place: DecodePlace): readonly (readonly [string, ConfigNode])[] {
  if (node.kind !== 'table') throw mismatch(node, place, 'a table', `Write it as a table: [${place.key}].`);
  const refused = node.entries.get('__proto__');
  if (refused !== undefined) throw notAName(refused, below(place, '__proto__'));
  return [...node.entries];
}

function notAName({ origin }: ConfigNode, { key, context }: DecodePlace): Error {
  return valueError(context, { key, problem: 'is not a usable name', hint: 'Choose another name.', origin });
}

const DURATION_UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `"30d"`, `"12h"`, `"45m"`, `"90s"` in milliseconds. */
export const duration: Decoder<number> = (node, place) => {
  const match = node.kind === 'value' ? /^(\d{1,6})([smhd])$/.exec(String(node.value)) : null;
  const unit = DURATION_UNITS[match?.[2] ?? ''];
  if (match !== null && unit !== undefined && Number(match[1]) > 0) return Number(match[1]) * unit;
  throw mismatch(node, place, 'a duration', 'Write a number with s, m, h or d, for example "30d".');
};

const SIZE_UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Bytes as a whole number, or `"256MiB"` with KiB, MiB or GiB. */
export function byteSize(minimum: number): Decoder<number> {
  return (node, place) => {
    const match = node.kind === 'value' ? /^(\d{1,9}) ?([KMG]iB)$/.exec(String(node.value)) : null;
    const value = match === null ? integer(minimum)(node, place) : Number(match[1]) * (SIZE_UNITS[match[2] ?? ''] ?? 1);
    if (value >= minimum) return value;
    throw mismatch(node, place, `at least ${minimum} bytes`, 'Write bytes, or text such as "256MiB".');
  };
}

/** The place of a key below. */
export function below(place: DecodePlace, name: string): DecodePlace {
  return { ...place, key: `${place.key}.${dottedKey([name])}` };
}

function mismatch(node: ConfigNode, place: DecodePlace, expected: string, hint: string): Error {
  const problem = `must be ${expected}, not ${kindOf(node)}`;
  return valueError(place.context, { key: place.key, problem, hint, origin: node.origin });
}

function kindOf(node: ConfigNode): string {
  if (node.kind === 'table') return 'a table';
  if (node.kind === 'list') return 'a list';
  if (node.value instanceof Date) return 'a date';
  if (typeof node.value === 'string') return node.value === '' ? 'empty text' : 'this text';
  return typeof node.value === 'boolean' ? 'true or false' : 'this number';
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
