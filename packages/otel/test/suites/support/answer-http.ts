import type { Server, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Signal } from '@codex-langfuse/config';
import { encodeResponse } from '@codex-langfuse/otlp';
import { RETRY_AFTER_MILLIS, type FaultName } from './fault-cases.ts';

export type Arrived = (signal: Signal, body: Uint8Array, userAgent: string) => FaultName;

export const WEB_PAGE = '<!doctype html><html><body>Please log in.</body></html>';

/** Between two bytes of a slow body. */
export const DRIP_MILLIS = 40;

/** Answers OTLP/HTTP requests as `arrived` says. */
export function answerHttp(server: Server, arrived: Arrived): void {
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const signal = signalOf(request.url ?? '');
      answer(
        response,
        signal,
        request.headers['content-type'] ?? '',
        arrived(signal, body, userAgentOf(request.headers)),
      );
    });
  });
}

export function userAgentOf(headers: { readonly 'user-agent'?: string | undefined }): string {
  return headers['user-agent'] ?? '';
}

/** The signal that a URL or a gRPC method names. */
export function signalOf(path: string): Signal {
  const signal = (['traces', 'logs', 'metrics'] as const).find(
    (name) => path.endsWith(`/v1/${name}`) || path.includes(`.${name === 'traces' ? 'trace' : name}.v1.`),
  );
  if (signal === undefined) throw new Error(`a request to ${path}`);
  return signal;
}

function answer(response: ServerResponse, signal: Signal, contentType: string, fault: FaultName): void {
  const [word, rest = ''] = fault.split(' ', 2);
  switch (fault) {
    case 'ok':
      return void response.writeHead(200, { 'content-type': contentType }).end();
    case '429 with Retry-After':
      return void response.writeHead(429, { 'retry-after': String(RETRY_AFTER_MILLIS / 1000) }).end('slow down');
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'hang':
      return;
    case 'half a status line':
      return void response.socket?.end('HTTP/1.1 20');
    case 'half a body':
      response.writeHead(200, { 'content-type': contentType, 'content-length': 1000 });
      return void response.write('{"partial', () => response.socket?.destroy());
    case 'slow body':
      return drip(response.writeHead(200, { 'content-type': contentType }));
    case 'endless body':
      return pour(response.writeHead(200, { 'content-type': contentType }));
    case 'plain text':
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end('Thank you.');
    case 'web page':
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(WEB_PAGE);
  }
  if (word === 'partial') {
    const partial = { rejected: Number(rest), message: 'some are too old' };
    const encoding = contentType.includes('json') ? 'json' : 'protobuf';
    return void response.writeHead(200, { 'content-type': contentType }).end(encodeResponse(signal, encoding, partial));
  }
  if (word !== 'status') throw new Error(`HTTP has no fault "${fault}"`);
  response.writeHead(Number(rest), { 'content-type': 'text/plain' }).end(`status ${rest}`);
}

/** One byte after another, for as long as somebody listens. */
function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), DRIP_MILLIS);
  response.once('close', () => clearInterval(timer));
}

/** As much as the other side takes. */
function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(256 * 1024, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}
