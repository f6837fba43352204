import { isBareKeyCode } from '../tree/config-node.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/**
 * A place in a TOML text that moves on. Its functions compare characters instead of matching regular expressions: the
 * engine compiles each of those at its first use and once more at its second, which is most of what a small file costs.
 */
export interface TextCursor {
  readonly text: string;
  offset: number;
}

/** Passes over `expected` if it stands here. */
export function take(at: TextCursor, expected: string): boolean {
  if (!at.text.startsWith(expected, at.offset)) return false;
  at.offset += expected.length;
  return true;
}

/** Passes over spaces and tabs. */
export function skipBlanks(at: TextCursor): void {
  let code = at.text.charCodeAt(at.offset);
  while (code === SPACE || code === TAB) code = at.text.charCodeAt((at.offset += 1));
}

/** Passes over blanks, line breaks and comments; false at the end of the text. */
export function skipLines(at: TextCursor): boolean {
  while (at.offset < at.text.length) {
    const code = at.text.charCodeAt(at.offset);
    if (code === SPACE || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN) at.offset += 1;
    else if (!skipComment(at)) return true;
  }
  return false;
}

/** Passes over the rest of a line with its break; stays where it is if there is more on it than a comment. */
export function skipRestOfLine(at: TextCursor): boolean {
  const start = at.offset;
  let code = at.text.charCodeAt(start);
  while (code === SPACE || code === TAB || code === CARRIAGE_RETURN) code = at.text.charCodeAt((at.offset += 1));
  skipComment(at);
  if (at.offset >= at.text.length || take(at, '\n')) return true;
  at.offset = start;
  return false;
}

/** Passes over a key without quotes; empty if none stands here. */
export function takeBareKey(at: TextCursor): string {
  const { text, offset } = at;
  let end = offset;
  while (isBareKeyCode(text.charCodeAt(end))) end += 1;
  at.offset = end;
  return text.slice(offset, end);
}

/** Passes over a number, date or word, up to what may follow it; empty if none stands here. */
export function takePlainValue(at: TextCursor): string {
  const { text, offset } = at;
  let end = offset;
  while (end < text.length && !endsPlainValue(text.charCodeAt(end))) end += 1;
  const value = text.slice(offset, end).trimEnd();
  if (value.trimStart() !== value) return '';
  at.offset += value.length;
  return value;
}

/** `,`, `]`, `}`, `#` and the end of the line. */
function endsPlainValue(code: number): boolean {
  return code === LINE_FEED || code === 44 || code === 93 || code === 125 || code === 35;
}

function skipComment(at: TextCursor): boolean {
  if (at.text[at.offset] !== '#') return false;
  const end = at.text.indexOf('\n', at.offset);
  at.offset = end === -1 ? at.text.length : end;
  return true;
}
