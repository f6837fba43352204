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
    if (whole !== text && Buffer.byteLength(whole) <= maxBytes) return whole;
    return startOf(whole, headRoom) + mark + endOf(whole, tailRoom);
  }
  const head = redact(text.slice(0, headRoom + MARGIN));
  const tail = redact(text.slice(text.length - tailRoom - MARGIN));
  return startOf(head, headRoom) + mark + endOf(tail, tailRoom);
}

/** The longest prefix of whole code points within `maxBytes`, found by taking away from one that has enough. */
function startOf(text: string, maxBytes: number): string {
  let end = Math.min(maxBytes, text.length);
  if (splitsPair(text, end)) end -= 1;
  let excess = Buffer.byteLength(text.slice(0, end)) - maxBytes;
  while (excess > 0 || splitsPair(text, end)) {
    end -= 1;
    excess -= bytesOf(text.charCodeAt(end));
  }
  return text.slice(0, end);
}

/** The longest suffix of whole code points within `maxBytes`. */
function endOf(text: string, maxBytes: number): string {
  let start = Math.max(0, text.length - maxBytes);
  if (splitsPair(text, start)) start += 1;
  let excess = Buffer.byteLength(text.slice(start)) - maxBytes;
  while (excess > 0 || splitsPair(text, start)) {
    excess -= bytesOf(text.charCodeAt(start));
    start += 1;
  }
  return text.slice(start);
}

function splitsPair(text: string, index: number): boolean {
  return isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(index), 0xdc00, 0xdfff);
}

/** In UTF-8; of a pair of surrogates each has half of four. */
function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  return code < 0x800 || isBetween(code, 0xd800, 0xdfff) ? 2 : 3;
}

function isBetween(code: number, least: number, most: number): boolean {
  return code >= least && code <= most;
}
