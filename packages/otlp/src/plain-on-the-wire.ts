import type { PlainSpan } from './plain.ts';

/** SpanKind of trace.proto. */
export const SPAN_KINDS: Readonly<Record<PlainSpan['kind'], number>> = { internal: 1, client: 3 };

/** Sampled; and it is known whether the parent is in another process. */
export const SPAN_FLAGS = 0x101;
/** Sampled. */
export const LOG_FLAGS = 0x001;

const INT64_LIMIT = 2 ** 63;

/**
 * A number as both encodings carry it. Text takes the place of what one of them would lose: JSON has no NaN and no
 * infinities, and integers beyond 64 bits are none for a receiver.
 */
export function carriedNumber(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) && Math.abs(value) >= INT64_LIMIT ? String(value) : value;
}
