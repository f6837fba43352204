/**
 * The text within `maxBytes` of UTF-8, its middle replaced by `… [N bytes cut] …`: the beginning says what it is, the
 * end how it came out. Characters stay whole. A limit below the length of the mark gives the mark alone.
 */
export function cutMiddle(text: string, maxBytes: number): string {
  const length = Buffer.byteLength(text);
  if (length <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength(cutMark(length));
  if (room <= 0) return cutMark(length);

  const bytes = Buffer.from(text);
  const headEnd = characterStart(bytes, Math.ceil(room / 2));
  const tailStart = nextCharacterStart(bytes, length - Math.floor(room / 2));
  const head = bytes.toString('utf8', 0, headEnd);
  const tail = bytes.toString('utf8', tailStart);
  return head + cutMark(tailStart - headEnd) + tail;
}

export function cutMark(bytes: number): string {
  return `… [${bytes} bytes cut] …`;
}

/** The start of the character that the position lies in. */
function characterStart(bytes: Buffer, position: number): number {
  let start = position;
  while (start > 0 && isContinuation(bytes[start])) start -= 1;
  return start;
}

function nextCharacterStart(bytes: Buffer, position: number): number {
  let start = position;
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return start;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
