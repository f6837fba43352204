import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { BrotliOptions, ZlibOptions } from 'node:zlib';

/**
 * An answer's body without its `content-encoding`. Nothing asks for one, but some gateways compress all the same, and
 * a partial success must not go unread. Of a body that was cut, what is there; empty where it cannot be decoded or would
 * be longer than `limit` bytes, whatever a few compressed bytes would make of it.
 */
export function decodeBody(body: Buffer, contentEncoding: string | undefined, limit: number): Uint8Array {
  const coding = contentEncoding?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return body;
  try {
    return DECODERS[coding]?.(body, limit) ?? NOTHING;
  } catch {
    // Not what it is announced as, or too long: the status line alone counts.
    return NOTHING;
  }
}

const NOTHING = new Uint8Array();

const zlibOptions = (limit: number): ZlibOptions => ({
  maxOutputLength: limit,
  finishFlush: constants.Z_SYNC_FLUSH,
});

const brotliOptions = (limit: number): BrotliOptions => ({
  maxOutputLength: limit,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
});

const DECODERS: Readonly<Record<string, (body: Buffer, limit: number) => Uint8Array>> = {
  gzip: (body, limit) => gunzipSync(body, zlibOptions(limit)),
  'x-gzip': (body, limit) => gunzipSync(body, zlibOptions(limit)),
  deflate: (body, limit) => inflateSync(body, zlibOptions(limit)),
  br: (body, limit) => brotliDecompressSync(body, brotliOptions(limit)),
};
