import type { AttributeBag } from './attribute-bag.ts';

/** What agents write in place of content that they do not send. */
const REDACTED = new Set(['[REDACTED]', '<REDACTED>']);

/** Takes a text that is content; a mark in its place counts as absent. */
export function takeContent(bag: AttributeBag, key: string): string | undefined {
  const text = bag.text(key);
  return text === undefined || REDACTED.has(text) ? undefined : text;
}

/** Unicode code points, as Codex counts prompts. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _point of text) count += 1;
  return count;
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
