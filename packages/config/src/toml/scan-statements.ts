import { skipBlanks, skipLines, skipRestOfLine, take, takeBareKey, takePlainValue } from './text-cursor.ts';
import type { TextCursor } from './text-cursor.ts';

/** One part of a dotted key: its name with quotes and escapes resolved, and where it stands in the text. */
export interface KeySegment {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A table header or an assignment, also one inside an inline table. Offsets count UTF-16 code units. */
export interface Statement {
  readonly kind: 'table' | 'array-table' | 'assignment';
  readonly key: readonly KeySegment[];
  /** From the root of the document; elements of arrays of tables by index. */
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Of an assignment's value. */
  readonly valueStart: number;
  /** Stands inside an inline table. */
  readonly inline: boolean;
}

export interface ScanResult {
  readonly statements: readonly Statement[];
  /** Where the scanner met something that is not TOML and gave up; absent when it read to the end. */
  readonly stoppedAt?: number;
  /** What was wrong there, where that can be said. */
  readonly stopReason?: string;
  /** Where nesting went beyond `MAX_DEPTH`. */
  readonly tooDeepAt?: number;
}

/** Deeper nesting than this is no configuration but an attack on recursive readers. */
export const MAX_DEPTH = 64;

/**
 * Finds every key of a TOML document with its place. It knows only as much of TOML as that takes (keys, strings,
 * brackets, comments); values are left to the parser, and what the parser would refuse may pass here.
 */
export function scanStatements(source: string): ScanResult {
  const statements: Statement[] = [];
  try {
    scanDocument({ statements, at: { text: source, offset: 0 }, table: [], elementCounts: new Map() });
    return { statements };
  } catch (error) {
    if (!(error instanceof ScanStop)) throw error;
    return { statements, ...stopOf(error) };
  }
}

function stopOf({ tooDeep, offset, reason }: ScanStop): Omit<ScanResult, 'statements'> {
  if (tooDeep) return { tooDeepAt: offset };
  return { stoppedAt: offset, ...(reason === undefined ? {} : { stopReason: reason }) };
}

class ScanStop extends Error {
  readonly offset: number;
  readonly tooDeep: boolean;
  readonly reason: string | undefined;
  constructor(offset: number, tooDeep: boolean, reason?: string) {
    super('scan stopped');
    this.offset = offset;
    this.tooDeep = tooDeep;
    this.reason = reason;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r' };

/** What the scanner knows while it reads. */
interface Scan {
  readonly statements: Statement[];
  readonly at: TextCursor;
  /** The table that assignments go to. */
  table: readonly string[];
  /** Elements of each array of tables so far, by its path as JSON. */
  readonly elementCounts: Map<string, number>;
}

function scanDocument(scan: Scan): void {
  const { at } = scan;
  while (skipLines(at)) {
    if (at.text[at.offset] === '[') scanHeader(scan);
    else scanAssignment(scan, scan.table, false, 0);
    if (!skipRestOfLine(at)) throw stop(at);
  }
}

function scanHeader(scan: Scan): void {
  const { at } = scan;
  const start = at.offset;
  const list = take(at, '[[');
  if (!list) take(at, '[');
  const key = scanDottedKey(at);
  if (!take(at, list ? ']]' : ']')) throw stop(at);
  scan.table = resolveHeader(scan, key, list);
  const kind = list ? 'array-table' : 'table';
  scan.statements.push({
    kind,
    key,
    path: scan.table,
    start,
    end: at.offset,
    valueStart: at.offset,
    inline: false,
  });
}

/** Walks through arrays of tables to their last element, and opens a new element for `[[…]]`. */
function resolveHeader(scan: Scan, key: readonly KeySegment[], list: boolean): readonly string[] {
  const path: string[] = [];
  key.forEach((segment, index) => {
    path.push(segment.name);
    const id = JSON.stringify(path);
    const count = scan.elementCounts.get(id);
    if (list && index === key.length - 1) {
      scan.elementCounts.set(id, (count ?? 0) + 1);
      path.push(String(count ?? 0));
    } else if (count !== undefined) {
      path.push(String(count - 1));
    }
  });
  return path;
}

function scanAssignment(scan: Scan, parent: readonly string[], inline: boolean, depth: number): void {
  const { at } = scan;
  const start = at.offset;
  const key = scanDottedKey(at);
  if (!take(at, '=')) throw stop(at);
  skipBlanks(at);
  const path = [...parent];
  for (const { name } of key) path.push(name);
  if (path.length > MAX_DEPTH) throw stop(at, true);
  const valueStart = at.offset;
  const statement = { kind: 'assignment' as const, key, path, start, end: valueStart, valueStart, inline };
  scan.statements.push(statement);
  scanValue(scan, path, depth);
  statement.end = at.offset;
}

function scanValue(scan: Scan, path: readonly string[], depth: number): void {
  const { at } = scan;
  const first = at.text[at.offset];
  if (first === '"' || first === "'") scanString(at);
  else if (first === '[') scanList(scan, path, depth + 1);
  else if (first === '{') scanInlineTable(scan, path, depth + 1);
  else {
    const start = at.offset;
    const plain = takePlainValue(at);
    if (plain === '') throw stop(at);
    // Only a date has its dash there.
    if (plain[4] === '-' && isImpossibleDate(plain)) {
      throw new ScanStop(start, false, 'a date that the calendar does not have');
    }
  }
}

function scanList(scan: Scan, path: readonly string[], depth: number): void {
  const { at } = scan;
  if (depth > MAX_DEPTH) throw stop(at, true);
  at.offset += 1;
  for (let index = 0; ; index += 1) {
    skipLines(at);
    if (take(at, ']')) return;
    scanValue(scan, [...path, String(index)], depth);
    skipLines(at);
    if (take(at, ']')) return;
    if (!take(at, ',')) throw stop(at);
  }
}

function scanInlineTable(scan: Scan, path: readonly string[], depth: number): void {
  const { at } = scan;
  if (depth > MAX_DEPTH) throw stop(at, true);
  at.offset += 1;
  skipBlanks(at);
  if (take(at, '}')) return;
  for (;;) {
    skipBlanks(at);
    scanAssignment(scan, path, true, depth);
    skipBlanks(at);
    if (take(at, '}')) return;
    if (!take(at, ',')) throw stop(at);
  }
}

function scanDottedKey(at: TextCursor): KeySegment[] {
  const key: KeySegment[] = [];
  do {
    skipBlanks(at);
    key.push(scanKeySegment(at));
    if (key.length > MAX_DEPTH) throw stop(at, true);
    skipBlanks(at);
  } while (take(at, '.'));
  return key;
}

function scanKeySegment(at: TextCursor): KeySegment {
  const start = at.offset;
  const quote = at.text[at.offset];
  if (quote !== '"' && quote !== "'") {
    const name = takeBareKey(at);
    if (name === '') throw stop(at);
    return { name, start, end: at.offset };
  }
  scanString(at);
  const text = at.text.slice(start + 1, at.offset - 1);
  return { name: quote === '"' ? unescape(text) : text, start, end: at.offset };
}

function scanString(at: TextCursor): void {
  const { text, offset } = at;
  const quote = text[offset] ?? '"';
  if (text.startsWith(quote.repeat(3), offset)) return closeMultiLine(at, quote.repeat(3), quote === '"');
  let end = text.indexOf(quote, offset + 1);
  if (quote === '"') while (end !== -1 && isEscaped(text, end)) end = text.indexOf(quote, end + 1);
  if (end === -1 || text.slice(offset, end).includes('\n')) throw stop(at);
  at.offset = end + 1;
}

/** Up to two more quotes may stand right before the closing three. */
function closeMultiLine(at: TextCursor, triple: string, escapes: boolean): void {
  for (let index = at.offset + 3; index < at.text.length; index += 1) {
    if (escapes && at.text[index] === '\\') index += 1;
    else if (at.text.startsWith(triple, index)) {
      let end = index + 3;
      while (end < index + 5 && at.text[end] === triple[0]) end += 1;
      at.offset = end;
      return;
    }
  }
  throw stop(at);
}

function stop(at: TextCursor, tooDeep = false): ScanStop {
  return new ScanStop(at.offset, tooDeep);
}

/** An odd number of backslashes before a character belongs to it. */
function isEscaped(text: string, offset: number): boolean {
  let first = offset;
  while (text[first - 1] === '\\') first -= 1;
  return (offset - first) % 2 === 1;
}

/** The parser lets the 30th of February roll over to March. */
function isImpossibleDate(text: string): boolean {
  const date = /^(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(text);
  if (date === null) return false;
  const [year, month, day] = date.slice(1).map(Number) as [number, number, number];
  const longFebruary = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, longFebruary ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days === undefined || day < 1 || day > days;
}

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (whole, short, long, letter) => {
    const hex: string | undefined = short ?? long;
    if (hex === undefined) return ESCAPES[String(letter)] ?? String(letter);
    const codePoint = Number.parseInt(hex, 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : String(whole);
  });
}
