/** Length in UTF-8 bytes. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Decodes the longest start of `bytes`, at most `limit` long, that ends at a character boundary. */
export function startWithin(bytes: Buffer, limit: number): string {
  let end = Math.min(limit, bytes.length);
  while (end > 0 && end < bytes.length && isContinuation(bytes[end])) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** Decodes the longest end of `bytes`, at most `limit` long, that begins at a character boundary. */
export function endWithin(bytes: Buffer, limit: number): string {
  let start = Math.max(0, bytes.length - limit);
  while (start > 0 && start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.toString('utf8', start);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
