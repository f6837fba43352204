import type { Redactor } from './create-redactor.ts';

/** Read beyond the cut before redaction, so that no secret is cut into something no rule knows. */
const MARGIN = 4096;

/**
 * At most `maxBytes` UTF-8 bytes of a text, redacted: a longer text loses its middle, which a mark such as
 * `\n[… 12345 bytes cut …]\n` replaces. Each end is redacted together with 4 KiB beyond the cut. Cuts fall between code
 * points.
 */
export function redactAndTruncate(text: string, maxBytes: number, redact: Redactor): string {
  if (text.length * 3 <= maxBytes) return redact(text);
  const size = Buffer.byteLength(text);
  if (size <= maxBytes) return redact(text);
  const mark = `\n[… ${size - maxBytes} bytes cut …]\n`;
  const room = maxBytes - Buffer.byteLength(mark);
  if (room <= 0) return startOf(redact(text.slice(0, maxBytes + MARGIN)), maxBytes);
  const headRoom = Math.ceil(room / 2);
  const tailRoom = room - headRoom;
  if (text.length <= maxBytes + 2 * MARGIN) {
    const whole = redact(text);
    return Buffer.byteLength(whole) <= maxBytes ? whole : startOf(whole, headRoom) + mark + endOf(whole, tailRoom);
  }
  const head = redact(text.slice(0, headRoom + MARGIN));
  const tail = redact(text.slice(text.length - tailRoom - MARGIN));
  return startOf(head, headRoom) + mark + endOf(tail, tailRoom);
}

/** The longest prefix of whole code points within `maxBytes`. */
function startOf(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text.slice(0, maxBytes + 1));
  let end = Math.min(maxBytes, bytes.length);
  while (end > 0 && end < bytes.length && isContinuation(bytes[end])) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** The longest suffix of whole code points within `maxBytes`. */
function endOf(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text.slice(Math.max(0, text.length - maxBytes - 1)));
  let start = Math.max(0, bytes.length - maxBytes);
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.toString('utf8', start);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
