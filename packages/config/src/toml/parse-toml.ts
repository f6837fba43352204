import parseString from '@iarna/toml/parse-string.js';
import type { ConfigError } from '../config-error.ts';
import type { Layer, Origin } from '../origin.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';
import { findExporterForms } from './exporter-form.ts';
import { placeBelow, placesOf } from './key-places.ts';
import type { KeyPlace } from './key-places.ts';
import { isSelection, markKeys, nameOfMarked } from './key-markers.ts';
import { scanStatements } from './scan-statements.ts';
import { applyEdits } from './source-edits.ts';
import type { SourceEdit } from './source-edits.ts';
import { createPositionLookup } from './source-position.ts';
import { syntaxError } from './syntax-error.ts';

/** Where a text comes from; `file` is absent for `-c` values. */
export interface SourceOrigin {
  readonly layer: Layer;
  readonly file?: string;
}

export interface ParsedDocument {
  readonly root: TableNode;
  /** Where `exporter = "…"` stands beside its own table and was read as a choice among the tables. */
  readonly exporterForms: readonly Origin[];
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Parses TOML 1.0 into a tree of `Map`s with the place of every key. The only door to the TOML parser.
 * @throws ConfigError `toml_syntax` with file, line, column and the line itself.
 */
export function parseToml(source: string, from: SourceOrigin): ParsedDocument {
  const text = source.startsWith(BYTE_ORDER_MARK) ? source.slice(1) : source;
  const scan = scanStatements(text);
  const refused = (offset: number, reason: string): ConfigError =>
    syntaxError({ source: text, offset, reason, from, statements: scan.statements });
  if (scan.tooDeepAt !== undefined) throw refused(scan.tooDeepAt, 'nested too deeply');
  const hasReturns = text.includes('\r');
  if (hasReturns) refuseLoneReturn(text, scan.stoppedAt, from);
  const forms = findExporterForms(text, scan.statements);
  const marks = markKeys(scan.statements, forms);
  const edits = hasReturns ? [...marks, ...dropCarriageReturns(text)] : marks;
  const edited = edits.length === 0 ? undefined : applyEdits(text, edits);
  const parsed = callParser(edited?.text ?? text, (offset, reason) =>
    refused(edited?.toOriginal(offset) ?? offset, reason),
  );
  // The scanner marks dangerous keys; what it could not read to the end must not pass, whatever the parser says.
  if (scan.stoppedAt !== undefined) throw refused(scan.stoppedAt, scan.stopReason ?? 'unexpected text');
  const positionOf = createPositionLookup(text);
  const originAt = (offset: number): Origin =>
    // Values given with `-c` have a layer only: their line and column would mean nothing to anybody.
    from.file === undefined ? { layer: from.layer } : { layer: from.layer, file: from.file, ...positionOf(offset) };
  const root = toTable(parsed, placesOf(scan.statements), originAt);
  return { root, exporterForms: forms.map((form) => originAt(form.assignment.start)) };
}

/** The parser takes it for a blank. */
function refuseLoneReturn(text: string, stoppedAt: number | undefined, from: SourceOrigin): void {
  const lone = /\r(?!\n)/.exec(text);
  if (lone === null || (stoppedAt !== undefined && lone.index > stoppedAt)) return;
  throw syntaxError({ source: text, offset: lone.index, reason: 'a carriage return without a line feed', from });
}

/** The parser refuses a comment that ends in a carriage return, as every comment of a Windows file does. */
function dropCarriageReturns(text: string): SourceEdit[] {
  return Array.from(text.matchAll(/\r(?=\n)/g), ({ index }) => ({ start: index, end: index + 1, text: '' }));
}

function callParser(text: string, toError: (offset: number, reason: string) => ConfigError): object {
  try {
    return parseString(text);
  } catch (error) {
    // The parser's message quotes the source around the error, which may hold a secret: only its first words are used.
    const { message, pos } = error as { readonly message?: unknown; readonly pos?: unknown };
    const reason = String(message).split(/ at row \d|\n/, 1)[0] ?? 'invalid TOML';
    throw toError(typeof pos === 'number' ? pos - 1 : text.length, reason);
  }
}

type OriginLookup = (offset: number) => Origin;

function toNode(value: unknown, place: KeyPlace, originAt: OriginLookup): ConfigNode {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return { kind: 'value', value, origin: originAt(place.offset) };
  }
  if (Array.isArray(value)) return toList(value, place, originAt);
  if (typeof value === 'bigint' || isDate(value)) return { kind: 'value', value, origin: originAt(place.offset) };
  if (typeof value === 'object' && value !== null) return toTable(value, place, originAt);
  throw new TypeError(`the TOML parser returned a ${typeof value}`);
}

function toList(list: readonly unknown[], place: KeyPlace, originAt: OriginLookup): ConfigNode {
  const items = list.map((item, index) => toNode(item, placeBelow(place, String(index)), originAt));
  return { kind: 'list', items, origin: originAt(place.offset) };
}

/** By tag: the parser makes subclasses, and classes differ per realm. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function toTable(table: object, place: KeyPlace, originAt: OriginLookup): TableNode {
  const entries = new Map<string, ConfigNode>();
  // Not Object.entries: the parser leaves some of its keys non-enumerable.
  const keys = Object.getOwnPropertyNames(table);
  for (const key of keys) {
    const value: unknown = Object.getOwnPropertyDescriptor(table, key)?.value;
    const name = nameOfMarked(key);
    if (!isSelection(key)) entries.set(name, toNode(value, placeBelow(place, name), originAt));
  }
  for (const key of keys) {
    if (!isSelection(key)) continue;
    const name = nameOfMarked(key);
    const selected = String(Object.getOwnPropertyDescriptor(table, key)?.value);
    entries.set(name, select(entries.get(name), selected, originAt(placeBelow(place, name).offset)));
  }
  return { kind: 'table', entries, origin: originAt(place.offset) };
}

/** Keeps of the tables the one that the string names; `"none"` and kinds that need no table stay a string. */
function select(tables: ConfigNode | undefined, selected: string, origin: Origin): ConfigNode {
  const chosen = tables?.kind === 'table' ? tables.entries.get(selected) : undefined;
  if (chosen === undefined || selected === 'none' || selected === 'statsig') {
    return { kind: 'value', value: selected, origin };
  }
  return { kind: 'table', entries: new Map([[selected, chosen]]), origin: tables?.origin ?? origin };
}
