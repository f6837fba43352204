import { isBareKeyCode } from '../tree/config-node.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/**
 * A place in a TOML text that moves on. It compares characters instead of matching regular expressions: the engine
 * compiles each of those at its first use and once more at its second, which is most of what a small file would cost.
 */
export class TextCursor {
  readonly text: string;
  offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.text.length;
  }

  peek(): string | undefined {
    return this.text[this.offset];
  }

  /** Passes over `expected` if it stands here. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.offset)) return false;
    this.offset += expected.length;
    return true;
  }

  skipBlanks(): void {
    let code = this.text.charCodeAt(this.offset);
    while (code === SPACE || code === TAB) code = this.text.charCodeAt((this.offset += 1));
  }

  /** Passes over blanks, line breaks and comments. */
  skipLines(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (code === SPACE || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN) this.offset += 1;
      else if (!this.#skipComment()) return;
    }
  }

  /** Passes over the rest of a line with its break; stays where it is if there is more on it than a comment. */
  skipRestOfLine(): boolean {
    const start = this.offset;
    let code = this.text.charCodeAt(start);
    while (code === SPACE || code === TAB || code === CARRIAGE_RETURN) code = this.text.charCodeAt((this.offset += 1));
    this.#skipComment();
    if (this.isAtEnd || this.take('\n')) return true;
    this.offset = start;
    return false;
  }

  /** A key without quotes; empty if none stands here. */
  bareKey(): string {
    const { text, offset } = this;
    let end = offset;
    while (isBareKeyCode(text.charCodeAt(end))) end += 1;
    this.offset = end;
    return text.slice(offset, end);
  }

  /** A number, date or word, up to what may follow it, without blanks at its end; empty if none stands here. */
  plainValue(): string {
    const { text, offset } = this;
    let end = offset;
    while (end < text.length && !endsPlainValue(text.charCodeAt(end))) end += 1;
    const value = text.slice(offset, end).trimEnd();
    if (value.trimStart() !== value) return '';
    this.offset += value.length;
    return value;
  }

  #skipComment(): boolean {
    if (this.peek() !== '#') return false;
    const end = this.text.indexOf('\n', this.offset);
    this.offset = end === -1 ? this.text.length : end;
    return true;
  }
}

/** `,`, `]`, `}`, `#` and the end of the line. */
function endsPlainValue(code: number): boolean {
  return code === LINE_FEED || code === 44 || code === 93 || code === 125 || code === 35;
}
