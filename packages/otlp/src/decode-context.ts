import { Malformed } from './malformed.ts';
import type { MessageSchema } from './schema.ts';

/** What one request may cost. Everything beyond is refused, so that a small body cannot fill the memory. */
export interface DecodeLimits {
  /** Bytes of the decompressed body. Default 64 MiB, OTLP's own limit for a request. */
  readonly maxBytes?: number;
  /** How deep values (arrays, maps) may nest. Default 64. */
  readonly maxDepth?: number;
  /**
   * Messages of all kinds: a span is one, each of its attributes two. Default 1 000 000 (about 40 000 spans with
   * twelve attributes). An empty span is two bytes on the wire and some hundreds in memory, which is why bytes alone
   * are not enough of a limit.
   */
  readonly maxMessages?: number;
}

/** The limits and where the decoder stands. */
export interface DecodeContext {
  readonly maxDepth: number;
  readonly maxMessages: number;
  /** Field names and indexes from the root to the place being read. */
  readonly path: (string | number)[];
  depth: number;
  messages: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_DEPTH = 64;
const DEFAULT_MAX_MESSAGES = 1_000_000;

/** Throws `Malformed` where the body is already too large. */
export function openContext(body: Uint8Array, limits: DecodeLimits): DecodeContext {
  const maxBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES;
  if (body.byteLength > maxBytes) throw new Malformed(`${body.byteLength} bytes, the limit is ${maxBytes}`);
  return {
    maxDepth: limits.maxDepth ?? DEFAULT_MAX_DEPTH,
    maxMessages: limits.maxMessages ?? DEFAULT_MAX_MESSAGES,
    path: [],
    depth: 0,
    messages: 0,
  };
}

/** Counts one message; to be paired with `leaveMessage`. */
export function enterMessage(context: DecodeContext, schema: MessageSchema): void {
  context.messages += 1;
  if (context.messages > context.maxMessages) throw new Malformed(`more than ${context.maxMessages} messages`);
  if (!schema.nests) return;
  context.depth += 1;
  if (context.depth > context.maxDepth) throw new Malformed(`values nested deeper than ${context.maxDepth}`);
}

/** The end of what `enterMessage` began. */
export function leaveMessage(context: DecodeContext, schema: MessageSchema): void {
  if (schema.nests) context.depth -= 1;
}

/** `resourceSpans[0].scopeSpans[2].spans[1].traceId`, or `body` at the root. */
export function placeOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'body';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
