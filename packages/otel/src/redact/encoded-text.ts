import { LONG_RUN } from './keyword-finder.ts';

/** Lines of wrapped base64 are at least this long, but for the last. */
const SHORTEST_LINE = 60;
const LONGEST_TEXT = 1_000_000;

/**
 * Replaces text in base64 or base64url (at least 40 characters, in one piece or wrapped into lines, also with line ends
 * that are escaped) whose decoded text holds a secret, by the judgement of `redact`. Each character is decoded at most
 * four times: text in front of it, such as a path, may shift the beginning.
 */
export function redactEncoded(text: string, redact: (decoded: string) => string): string {
  let redacted = '';
  let done = 0;
  for (let index = 0; index < text.length;) {
    if (!isEncoding(text.charCodeAt(index))) {
      index += 1;
      continue;
    }
    const block = readBlock(text, index);
    if (block.encoded.length >= LONG_RUN && holdsSecret(block.encoded, redact)) {
      redacted += `${text.slice(done, block.start)}[redacted:encoded_secret]`;
      done = block.end;
    }
    index = block.end;
  }
  return done === 0 ? text : redacted + text.slice(done);
}

interface Block {
  readonly start: number;
  readonly end: number;
  /** Without line ends and escapes. */
  readonly encoded: string;
}

/** Lines of base64 that belong together. An escaped line end in front of the first lends it its letter. */
function readBlock(text: string, index: number): Block {
  const escaped = text[index - 1] === '\\' && /[nrtbf]/.test(text[index] ?? '');
  const start = escaped ? index + 1 : index;
  let line = readLine(text, start);
  let encoded = line.encoded;
  while (line.encoded.length >= SHORTEST_LINE && encoded.length < LONGEST_TEXT && !encoded.endsWith('=')) {
    const next = skipLineEnd(text, line.end);
    if (next === undefined) break;
    const following = readLine(text, next);
    if (following.end === next || following.encoded.length > line.encoded.length) break;
    line = following;
    encoded += line.encoded;
  }
  return { start, end: Math.max(line.end, index + 1), encoded };
}

function readLine(text: string, start: number): { readonly end: number; readonly encoded: string } {
  let end = start;
  let slashes = false;
  for (; end < text.length; end += 1) {
    if (isEncoding(text.charCodeAt(end))) continue;
    if (text[end] !== '\\' || text[end + 1] !== '/') break;
    slashes = true;
  }
  while (text[end] === '=') end += 1;
  const line = text.slice(start, end);
  return { end, encoded: slashes ? line.replaceAll('\\', '') : line };
}

/** Past one line end, also an escaped one, and what indents the next line. */
function skipLineEnd(text: string, index: number): number | undefined {
  LINE_END.lastIndex = index;
  return LINE_END.test(text) ? LINE_END.lastIndex : undefined;
}

const LINE_END = /(?:\r?\n|(?:\\{1,7}r)?\\{1,7}n)[ \t]{0,40}/y;

function holdsSecret(encoded: string, redact: (decoded: string) => string): boolean {
  for (let shift = 0; shift < 4; shift += 1) {
    const decoded = Buffer.from(encoded.slice(shift), 'base64').toString('latin1');
    if (isReadable(decoded) && redact(decoded) !== decoded) return true;
  }
  return false;
}

const SAMPLES = 64;

/** Whether most of some characters, taken evenly, are printable: images, hashes and keys are not worth the rules. */
function isReadable(decoded: string): boolean {
  const count = Math.min(SAMPLES, decoded.length);
  let readable = 0;
  for (let sample = 0; sample < count; sample += 1) {
    const code = decoded.charCodeAt(Math.floor((sample * decoded.length) / count));
    if ((code >= 0x20 && code < 0x7f) || code === 0x0a || code === 0x0d || code === 0x09) readable += 1;
  }
  return readable >= count * 0.6;
}

function isEncoding(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x5f
  );
}
