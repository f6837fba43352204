import { cutMiddle } from './cut-middle.ts';

/** Below this, a cut string says nothing any more. */
const SHORTEST_STRING_BYTES = 32;

const DEEPEST_NESTING = 64;

/**
 * A JSON value as JSON text of at most `maxBytes`: its strings are cut in the middle, evenly harder until it fits, so
 * that the text stays valid JSON and keeps its shape. `undefined` when even that is not enough.
 */
export function capJson(value: unknown, maxBytes: number): string | undefined {
  for (let limit = maxBytes; limit >= SHORTEST_STRING_BYTES;) {
    const text = JSON.stringify(cutStrings(value, limit));
    const excess = Buffer.byteLength(text) - maxBytes;
    if (excess <= 0) return text;
    const harder = Math.floor(limit * 0.75);
    // One long string fits once it gives way by what is too much.
    limit = limit === maxBytes ? Math.max(limit - excess, harder) : harder;
  }
  return undefined;
}

/**
 * Text that a model or a tool wrote, within `maxBytes`: if it is a JSON object or array it stays one, else it is cut
 * like any text.
 */
export function capText(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const value = parseContainer(text);
  return (value === undefined ? undefined : capJson(value, maxBytes)) ?? cutMiddle(text, maxBytes);
}

/** The value with every string in it cut to `maxBytes`; keys stay. Nesting that no real tool has is left out. */
export function cutStrings(value: unknown, maxBytes: number, depth = 0): unknown {
  if (typeof value === 'string') return cutMiddle(value, maxBytes);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST_NESTING) return '… [nested too deeply] …';
  if (Array.isArray(value)) return value.map((entry) => cutStrings(entry, maxBytes, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cutStrings(entry, maxBytes, depth + 1)]));
}

function parseContainer(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Most text that begins with a bracket is not JSON; it is then text like any other.
    return undefined;
  }
}
