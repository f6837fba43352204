import { isEncoding, isReadableEncoding } from './readable-encoding.ts';

/** Shorter texts in base64 are left alone. */
const SHORTEST_TEXT = 40;
const LONGEST_TEXT = 1_000_000;

/** Lines of wrapped base64 are at least this long, but for the last. */
const SHORTEST_LINE = 60;

/**
 * Replaces text in base64 or base64url (at least 40 characters, in one piece or wrapped into lines, also with line ends
 * that are escaped) whose decoded text holds a secret, by the judgement of `redact`. Each character is decoded at most
 * four times: text in front of it, such as a path, may shift the beginning.
 */
export function redactEncoded(text: string, redact: (decoded: string) => string): string {
  let redacted = '';
  let done = 0;
  let handled = 0;
  // A run of 40 covers one of each 40 places in a row, so the others need not be looked at.
  for (let probe = SHORTEST_TEXT - 1; probe < text.length; probe += SHORTEST_TEXT) {
    if (!isEncoding(text.charCodeAt(probe))) continue;
    const start = startOfRun(text, probe, handled);
    const end = endOfRun(text, probe);
    if (end - start < SHORTEST_TEXT && text[end] !== '\\' && text[end] !== '=') continue;
    const block = readBlock(text, start);
    handled = block.end;
    probe = Math.max(probe, block.end - 1);
    if (block.encoded.length < SHORTEST_TEXT || !holdsSecret(block.encoded, redact)) continue;
    redacted += `${text.slice(done, start)}[redacted:encoded_secret]`;
    done = block.end;
  }
  return done === 0 ? text : redacted + text.slice(done);
}

/** An escaped line end in front of a run lends it its letter, which is left out. */
function startOfRun(text: string, probe: number, earliest: number): number {
  let start = probe;
  while (start > earliest && isEncoding(text.charCodeAt(start - 1))) start -= 1;
  return text[start - 1] === '\\' && /[nrtbf]/.test(text.charAt(start)) ? start + 1 : start;
}

function endOfRun(text: string, start: number): number {
  let end = start;
  while (end < text.length && isEncoding(text.charCodeAt(end))) end += 1;
  return end;
}

interface Piece {
  readonly end: number;
  /** Without line ends and escapes. */
  readonly encoded: string;
}

/** Lines of base64 that belong together. */
function readBlock(text: string, start: number): Piece {
  let line = readLine(text, start);
  const lines = [line.encoded];
  let length = line.encoded.length;
  while (line.encoded.length >= SHORTEST_LINE && length < LONGEST_TEXT && !line.encoded.endsWith('=')) {
    const next = skipLineEnd(text, line.end);
    if (next === undefined) break;
    const following = readLine(text, next);
    if (following.end === next || following.encoded.length > line.encoded.length) break;
    line = following;
    length += line.encoded.length;
    lines.push(line.encoded);
  }
  return { end: line.end, encoded: lines.join('') };
}

/** Some write `/` as `\/` in JSON. */
function readLine(text: string, start: number): Piece {
  let end = endOfRun(text, start);
  const escapes = text[end] === '\\' && text[end + 1] === '/';
  while (text[end] === '\\' && text[end + 1] === '/') end = endOfRun(text, end + 1);
  while (text[end] === '=') end += 1;
  const line = text.slice(start, end);
  return { end, encoded: escapes ? line.replaceAll('\\', '') : line };
}

/** Past one line end, also an escaped one, and what indents the next line. */
function skipLineEnd(text: string, index: number): number | undefined {
  LINE_END.lastIndex = index;
  return LINE_END.test(text) ? LINE_END.lastIndex : undefined;
}

const LINE_END = /(?:\r?\n|(?:\\{1,15}r)?\\{1,15}n)[ \t]{0,40}/y;

function holdsSecret(encoded: string, redact: (decoded: string) => string): boolean {
  for (let shift = 0; shift < 4; shift += 1) {
    if (!isReadableEncoding(encoded, shift)) continue;
    const decoded = Buffer.from(encoded.slice(shift), 'base64').toString('latin1');
    if (redact(decoded) !== decoded) return true;
  }
  return false;
}
