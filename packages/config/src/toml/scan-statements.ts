import { TextCursor } from './text-cursor.ts';

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
  const scanner = new StatementScanner(source);
  try {
    scanner.document();
    return { statements: scanner.statements };
  } catch (error) {
    if (!(error instanceof ScanStop)) throw error;
    return error.tooDeep
      ? { statements: scanner.statements, tooDeepAt: error.offset }
      : {
          statements: scanner.statements,
          stoppedAt: error.offset,
          ...(error.reason === undefined ? {} : { stopReason: error.reason }),
        };
  }
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

class StatementScanner {
  readonly statements: Statement[] = [];
  readonly #at: TextCursor;
  #table: readonly string[] = [];
  readonly #elementCounts = new Map<string, number>();

  constructor(source: string) {
    this.#at = new TextCursor(source);
  }

  document(): void {
    for (;;) {
      this.#at.skipLines();
      if (this.#at.isAtEnd) return;
      if (this.#at.peek() === '[') this.#header();
      else this.#assignment(this.#table, false, 0);
      if (!this.#at.skipRestOfLine()) throw this.#stop();
    }
  }

  #header(): void {
    const start = this.#at.offset;
    const list = this.#at.take('[[');
    if (!list) this.#at.take('[');
    const key = this.#dottedKey();
    if (!this.#at.take(list ? ']]' : ']')) throw this.#stop();
    this.#table = this.#resolveHeader(key, list);
    const kind = list ? 'array-table' : 'table';
    this.statements.push({
      kind,
      key,
      path: this.#table,
      start,
      end: this.#at.offset,
      valueStart: this.#at.offset,
      inline: false,
    });
  }

  /** Walks through arrays of tables to their last element, and opens a new element for `[[…]]`. */
  #resolveHeader(key: readonly KeySegment[], list: boolean): readonly string[] {
    const path: string[] = [];
    key.forEach((segment, index) => {
      path.push(segment.name);
      const id = JSON.stringify(path);
      const count = this.#elementCounts.get(id);
      if (list && index === key.length - 1) {
        this.#elementCounts.set(id, (count ?? 0) + 1);
        path.push(String(count ?? 0));
      } else if (count !== undefined) {
        path.push(String(count - 1));
      }
    });
    return path;
  }

  #assignment(parent: readonly string[], inline: boolean, depth: number): void {
    const start = this.#at.offset;
    const key = this.#dottedKey();
    if (!this.#at.take('=')) throw this.#stop();
    this.#at.skipBlanks();
    const path = [...parent];
    for (const { name } of key) path.push(name);
    if (path.length > MAX_DEPTH) throw this.#stop(true);
    const valueStart = this.#at.offset;
    const statement = { kind: 'assignment' as const, key, path, start, end: valueStart, valueStart, inline };
    this.statements.push(statement);
    this.#value(path, depth);
    statement.end = this.#at.offset;
  }

  #value(path: readonly string[], depth: number): void {
    const first = this.#at.peek();
    if (first === '"' || first === "'") this.#string();
    else if (first === '[') this.#list(path, depth + 1);
    else if (first === '{') this.#inlineTable(path, depth + 1);
    else {
      const start = this.#at.offset;
      const plain = this.#at.plainValue();
      if (plain === '') throw this.#stop();
      // Only a date has its dash there.
      if (plain[4] === '-' && isImpossibleDate(plain)) {
        throw new ScanStop(start, false, 'a date that the calendar does not have');
      }
    }
  }

  #list(path: readonly string[], depth: number): void {
    if (depth > MAX_DEPTH) throw this.#stop(true);
    this.#at.offset += 1;
    for (let index = 0; ; index += 1) {
      this.#at.skipLines();
      if (this.#at.take(']')) return;
      this.#value([...path, String(index)], depth);
      this.#at.skipLines();
      if (this.#at.take(']')) return;
      if (!this.#at.take(',')) throw this.#stop();
    }
  }

  #inlineTable(path: readonly string[], depth: number): void {
    if (depth > MAX_DEPTH) throw this.#stop(true);
    this.#at.offset += 1;
    this.#at.skipBlanks();
    if (this.#at.take('}')) return;
    for (;;) {
      this.#at.skipBlanks();
      this.#assignment(path, true, depth);
      this.#at.skipBlanks();
      if (this.#at.take('}')) return;
      if (!this.#at.take(',')) throw this.#stop();
    }
  }

  #dottedKey(): KeySegment[] {
    const key: KeySegment[] = [];
    do {
      this.#at.skipBlanks();
      key.push(this.#keySegment());
      if (key.length > MAX_DEPTH) throw this.#stop(true);
      this.#at.skipBlanks();
    } while (this.#at.take('.'));
    return key;
  }

  #keySegment(): KeySegment {
    const start = this.#at.offset;
    const quote = this.#at.peek();
    if (quote !== '"' && quote !== "'") {
      const name = this.#at.bareKey();
      if (name === '') throw this.#stop();
      return { name, start, end: this.#at.offset };
    }
    this.#string();
    const text = this.#at.text.slice(start + 1, this.#at.offset - 1);
    return { name: quote === '"' ? unescape(text) : text, start, end: this.#at.offset };
  }

  #string(): void {
    const { text, offset } = this.#at;
    const quote = text[offset] ?? '"';
    if (text.startsWith(quote.repeat(3), offset)) return this.#closeMultiLine(quote.repeat(3), quote === '"');
    let end = text.indexOf(quote, offset + 1);
    if (quote === '"') while (end !== -1 && isEscaped(text, end)) end = text.indexOf(quote, end + 1);
    if (end === -1 || text.slice(offset, end).includes('\n')) throw this.#stop();
    this.#at.offset = end + 1;
  }

  /** Up to two more quotes may stand right before the closing three. */
  #closeMultiLine(triple: string, escapes: boolean): void {
    for (let index = this.#at.offset + 3; index < this.#at.text.length; index += 1) {
      if (escapes && this.#at.text[index] === '\\') index += 1;
      else if (this.#at.text.startsWith(triple, index)) {
        let end = index + 3;
        while (end < index + 5 && this.#at.text[end] === triple[0]) end += 1;
        this.#at.offset = end;
        return;
      }
    }
    throw this.#stop();
  }

  #stop(tooDeep = false): ScanStop {
    return new ScanStop(this.#at.offset, tooDeep);
  }
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
