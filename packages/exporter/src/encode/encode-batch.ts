import type { Signal, WireProtocol } from '@codex-langfuse/config';
import { errorText } from '../error-text.ts';
import type { ExportOutcome } from '../export-outcome.ts';
import type { Item } from '../item.ts';
import { encodeItems } from './encode-items.ts';

/** OTLP's limit for one request before compression. */
export const MAX_REQUEST_BYTES = 64 * 1024 * 1024;

export type EncodedBatch =
  | { readonly kind: 'encoded'; readonly body: Uint8Array }
  | Extract<ExportOutcome, { kind: 'refused' }>;

/**
 * Encodes a batch, or refuses it as a receiver would: too large, or holding a value that no serializer takes. Refused
 * batches are split until the culprit stands alone, so that one bad item never blocks the others.
 */
export function encodeBatch(signal: Signal, items: readonly Item[], protocol: WireProtocol): EncodedBatch {
  try {
    const body = encodeItems(signal, items, protocol);
    return body.byteLength > MAX_REQUEST_BYTES ? tooLarge(body.byteLength) : { kind: 'encoded', body };
  } catch (error) {
    return unencodable(error);
  }
}

function tooLarge(bytes: number): EncodedBatch {
  return {
    kind: 'refused',
    fault: {
      code: 'request_too_large',
      message: `The request would be ${bytes} bytes; OTLP allows ${MAX_REQUEST_BYTES}.`,
      hint: 'Lower capture.max_bytes.',
    },
  };
}

function unencodable(error: unknown): EncodedBatch {
  return {
    kind: 'refused',
    fault: {
      code: 'encoding',
      message: `The item cannot be encoded: ${errorText(error)}`,
      hint: 'This is a defect: please report it with the version and this message.',
    },
  };
}
