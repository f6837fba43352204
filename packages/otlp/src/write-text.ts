import { reserve } from './sink.ts';
import type { Sink } from './sink.ts';

/** Text up to this length is written letter by letter, which for so few is quicker than a call of the encoder. */
export const SHORT_TEXT = 48;

/** Writes the text alone, in UTF-8. */
export function writeUtf8(sink: Sink, text: string): void {
  if (text.length <= SHORT_TEXT && writeShortAscii(sink, text)) return;
  const size = Buffer.byteLength(text);
  const start = reserve(sink, size);
  sink.bytes.write(text, start, size);
}

/** Says whether it was ASCII; else nothing was written. */
export function writeShortAscii(sink: Sink, text: string): boolean {
  const { length } = text;
  const start = reserve(sink, length);
  const { bytes } = sink;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) {
      sink.position = start;
      return false;
    }
    bytes[start + index] = code;
  }
  return true;
}
