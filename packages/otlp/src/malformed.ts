/**
 * How the decoders leave from deep inside a message. It never passes the public functions, which turn it into
 * `{ ok: false }`. The reason never quotes the input: prompts and secrets travel in it.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** What a JSON value is, in words for a message. */
export function kindOf(json: unknown): string {
  if (json === null) return 'null';
  return Array.isArray(json) ? 'an array' : typeof json === 'object' ? 'an object' : `a ${typeof json}`;
}
