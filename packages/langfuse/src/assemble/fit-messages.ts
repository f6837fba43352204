/** A message as JSON text, whole and cut to a fraction of what there is room for. */
export interface RenderedMessage {
  readonly whole: string;
  readonly wholeBytes: number;
  readonly short: string;
  readonly shortBytes: number;
}

/** Instructions and the first message: without them the rest cannot be understood. */
const HEAD_LENGTH = 2;

const MARK_BYTES = 96;

/**
 * Messages joined by commas within `maxBytes`: all of them whole, else all of them short, else the first and the last
 * ones, with a message in between that counts what was cut.
 */
export function fitMessages(messages: readonly RenderedMessage[], maxBytes: number): string {
  if (listBytes(messages.map(({ wholeBytes }) => wholeBytes)) <= maxBytes) {
    return messages.map(({ whole }) => whole).join(',');
  }
  const sizes = messages.map(({ shortBytes }) => shortBytes);
  if (listBytes(sizes) <= maxBytes) return messages.map(({ short }) => short).join(',');

  let room = maxBytes - MARK_BYTES;
  let headEnd = 0;
  while (headEnd < HEAD_LENGTH && room > (sizes[headEnd] ?? Infinity) + maxBytes / 4) {
    room -= (sizes[headEnd] ?? 0) + 1;
    headEnd += 1;
  }
  let tailStart = messages.length;
  while (tailStart > headEnd && room > (sizes[tailStart - 1] ?? Infinity)) {
    tailStart -= 1;
    room -= (sizes[tailStart] ?? 0) + 1;
  }
  const cut = messages.slice(headEnd, tailStart);
  return [
    ...messages.slice(0, headEnd).map(({ short }) => short),
    cutMark(cut),
    ...messages.slice(tailStart).map(({ short }) => short),
  ].join(',');
}

function cutMark(cut: readonly RenderedMessage[]): string {
  const bytes = cut.reduce((sum, { wholeBytes }) => sum + wholeBytes, 0);
  return JSON.stringify({ role: 'system', content: `… [${cut.length} messages, ${bytes} bytes cut] …` });
}

function listBytes(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size + 1, -1);
}
