import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Encoding } from '@codex-langfuse/otlp';

const inflate = promisify(gunzip);

/** A body of at most `maxBytes`, before and after decompression. */
export type BodyResult =
  | { readonly ok: true; readonly body: Uint8Array; readonly encoding: Encoding }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly encoding: Encoding; readonly message: string };

/** Reads an OTLP/HTTP request: gzip or identity, protobuf or JSON. Anything else is said to be wrong, with the remedy. */
export async function readBody(request: Request, maxBytes: number): Promise<BodyResult> {
  const contentType = request.headers.get('content-type')?.toLowerCase() ?? '';
  const encoding: Encoding = contentType.includes('application/json') ? 'json' : 'protobuf';
  if (encoding === 'protobuf' && !contentType.includes('application/x-protobuf')) {
    return fail(415, encoding, `Content-Type "${contentType}" is neither application/x-protobuf nor application/json.`);
  }
  const compression = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (compression !== 'gzip' && compression !== 'identity' && compression !== '') {
    return fail(415, encoding, `Content-Encoding "${compression}" is not understood; use gzip or identity.`);
  }
  const tooLarge = (): BodyResult =>
    fail(413, encoding, `The body is larger than ${maxBytes} bytes; send smaller batches.`);

  const raw = await readAtMost(request, maxBytes);
  if (raw === null) return tooLarge();
  if (compression !== 'gzip') return { ok: true, body: raw, encoding };
  try {
    return { ok: true, body: await inflate(raw, { maxOutputLength: maxBytes }), encoding };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
    return fail(400, encoding, 'The body says it is gzip but cannot be decompressed.');
  }
}

/** Null when the body is longer; what is left of it is not read. */
async function readAtMost(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null;
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fail(status: 400 | 413 | 415, encoding: Encoding, message: string): BodyResult {
  return { ok: false, status, encoding, message };
}
