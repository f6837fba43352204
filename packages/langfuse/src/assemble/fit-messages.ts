/** A message as JSON text, in versions from whole to shortest. All messages of a list have equally many. */
export type RenderedMessage = readonly MessageVersion[];

export interface MessageVersion {
  readonly text: string;
  readonly bytes: number;
}

/** Instructions and the first message: without them the rest cannot be understood. */
const HEAD_LENGTH = 2;

const MARK_BYTES = 96;

/**
 * Messages joined by commas within `maxBytes`: all of them in the longest version in which they fit, else the first
 * and the last ones in the shortest, with a message in between that counts what was cut.
 */
export function fitMessages(messages: readonly RenderedMessage[], maxBytes: number): string {
  const [first] = messages;
  if (first === undefined) return '';
  const versionCount = first.length;
  for (let version = 0; version < versionCount; version += 1) {
    const list = messages.flatMap((versions) => versions[version] ?? []);
    if (listBytes(list) <= maxBytes) return joined(list);
  }
  return joined(headAndTail(messages, maxBytes));
}

function headAndTail(messages: readonly RenderedMessage[], maxBytes: number): MessageVersion[] {
  const short = messages.flatMap((versions) => versions.at(-1) ?? []);
  const sizes = short.map(({ bytes }) => bytes + 1);
  let room = maxBytes - MARK_BYTES;
  let headEnd = 0;
  // The head leaves a quarter for the tail.
  while (headEnd < HEAD_LENGTH && room - (sizes[headEnd] ?? Infinity) > maxBytes / 4) {
    room -= sizes[headEnd] ?? 0;
    headEnd += 1;
  }
  let tailStart = short.length;
  while (tailStart > headEnd && room >= (sizes[tailStart - 1] ?? Infinity)) {
    tailStart -= 1;
    room -= sizes[tailStart] ?? 0;
  }
  return [...short.slice(0, headEnd), cutMark(messages.slice(headEnd, tailStart)), ...short.slice(tailStart)];
}

function cutMark(cut: readonly RenderedMessage[]): MessageVersion {
  const cutBytes = cut.reduce((sum, versions) => sum + (versions[0]?.bytes ?? 0), 0);
  const text = JSON.stringify({ role: 'system', content: `… [${cut.length} messages, ${cutBytes} bytes cut] …` });
  return { text, bytes: Buffer.byteLength(text) };
}

function listBytes(list: readonly MessageVersion[]): number {
  return list.reduce((sum, { bytes }) => sum + bytes + 1, -1);
}

function joined(list: readonly MessageVersion[]): string {
  return list.map(({ text }) => text).join(',');
}
