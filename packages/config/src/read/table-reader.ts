import { nearestName } from '../nearest-name.ts';
import type { Origin } from '../origin.ts';
import type { SettingName, TableId } from '../schema/table-id.ts';
import { dottedKey } from '../tree/config-node.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';
import type { Decoder } from './decoders.ts';
import { placeOf, valueError } from './read-context.ts';
import type { ReadContext } from './read-context.ts';

/**
 * Reads the keys of one table. Every key that is asked for counts as known and, unless read by `node` or `table`,
 * is recorded as an effective value with its origin; `finish` reports the others.
 */
export interface TableReader<Name extends string> {
  readonly origin: Origin;
  readonly present: boolean;
  /** `otel.capture.max_bytes` for `max_bytes`. */
  readonly keyOf: (name: Name) => string;
  /** Whether the key is there: spares what would read it. */
  readonly has: (name: Name) => boolean;
  /** Whether there are keys that nobody asked for and that are not among `others`: spares asking for all rare ones. */
  readonly hasMore: (others?: readonly string[]) => boolean;
  readonly node: (name: Name) => ConfigNode | undefined;
  /** A table below, with the keys that the schema gives it. */
  readonly table: <Id extends TableId>(name: Name) => TableReader<SettingName<Id>>;
  readonly optional: <T>(name: Name, decode: Decoder<T>) => T | undefined;
  readonly value: <T>(name: Name, decode: Decoder<T>, fallback: T) => T;
  /** Reports keys that nobody asked for and that are not among `others`: a warning each, an error with `strict`. */
  readonly finish: (others?: readonly string[]) => void;
}

/** A reader of a table whose keys are those of the schema: one that is not documented does not compile. */
export type ReaderOf<Id extends TableId> = TableReader<SettingName<Id>>;

const DEFAULT: Origin = { layer: 'default' };

export function createTableReader<Name extends string>(
  table: TableNode | undefined,
  path: readonly string[],
  context: ReadContext,
): TableReader<Name> {
  const entries = table?.entries;
  const asked: string[] = [];
  let parent: string | undefined;

  /** Of a name of the schema: they are all bare keys. */
  function keyOf(name: string): string {
    parent ??= dottedKey(path);
    return parent === '' ? name : `${parent}.${name}`;
  }

  function node(name: string): ConfigNode | undefined {
    asked.push(name);
    return entries?.get(name);
  }

  function optional<T>(name: string, decode: Decoder<T>): T | undefined {
    const found = node(name);
    if (found === undefined) return undefined;
    const key = keyOf(name);
    const value = decode(found, { key, context });
    context.values.push({ key, value, origin: found.origin });
    return value;
  }

  return {
    origin: table?.origin ?? DEFAULT,
    present: table !== undefined,
    keyOf,
    has: (name) => node(name) !== undefined,
    hasMore: (others = []) => {
      for (const name of entries?.keys() ?? []) if (!asked.includes(name) && !others.includes(name)) return true;
      return false;
    },
    node,
    optional,
    table: (name) => {
      const found = node(name);
      if (found !== undefined && found.kind !== 'table') throw notATable(keyOf(name), found.origin, context);
      return createTableReader(found, [...path, name], context);
    },
    value: (name, decode, fallback) => {
      const value = optional(name, decode);
      if (value !== undefined) return value;
      context.values.push({ key: keyOf(name), value: fallback, origin: DEFAULT });
      return fallback;
    },
    finish: (others = []) => {
      for (const [name, entry] of entries ?? []) {
        if (asked.includes(name) || others.includes(name)) continue;
        reportUnknown(context, dottedKey([...path, name]), name, new Set([...asked, ...others]), entry.origin);
      }
    },
  };
}

function notATable(key: string, origin: Origin, context: ReadContext): Error {
  const hint = `Write it as a table: [${key}].`;
  return valueError(context, { key, problem: 'must be a table', hint, origin });
}

function reportUnknown(
  context: ReadContext,
  key: string,
  name: string,
  known: ReadonlySet<string>,
  origin: Origin,
): void {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? 'It has no effect; remove it.' : `Did you mean "${nearest}"?`;
  const details = { code: 'unknown_key', key, problem: 'is not a known key', hint, origin };
  if (context.strict) throw valueError(context, details);
  context.warnings.push({ code: details.code, message: `${placeOf(origin)}${key}: ${details.problem}`, hint, origin });
}
