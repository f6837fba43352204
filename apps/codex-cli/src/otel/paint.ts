import type { Host } from '../host.ts';
import { useColour } from '../terminal.ts';

/** Colours for one stream; plain text where it is no terminal. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

export function createPaint(stream: Host['stdout'], env: Host['env']): Paint {
  const colour = (code: number) =>
    useColour(stream, env) ? (text: string) => `\u001B[${code}m${text}\u001B[0m` : plain;
  return { good: colour(32), bad: colour(31), warn: colour(33), dim: colour(2), bold: colour(1) };
}

function plain(text: string): string {
  return text;
}

/** One line without control characters: what others wrote never reaches the terminal as it is. */
export function printable(text: string, longest = 300): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
