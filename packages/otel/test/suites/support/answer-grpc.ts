import { constants, type Http2Server, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import type { Signal } from '@codex-langfuse/config';
import { encodeResponse, encodeStatus } from '@codex-langfuse/otlp';
import { DRIP_MILLIS, signalOf, userAgentOf, WEB_PAGE, type Arrived } from './answer-http.ts';
import { RETRY_AFTER_MILLIS, type FaultName } from './fault-cases.ts';

/** Answers OTLP/gRPC calls as `arrived` says, on plain HTTP/2, so that every frame can be wrong. */
export function answerGrpc(server: Http2Server, arrived: Arrived, resetAll: () => void): void {
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    // Cut calls are what this receiver is for.
    stream.on('error', () => stream.destroy());
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const signal = signalOf(headers[':path'] ?? '');
      const fault = arrived(signal, unframe(Buffer.concat(chunks)), userAgentOf(headers));
      if (fault === 'reset') resetAll();
      else answer(stream, signal, fault, resetAll);
    });
  });
}

const GRPC_HEADERS = { ':status': 200, 'content-type': 'application/grpc' };

function answer(stream: ServerHttp2Stream, signal: Signal, fault: FaultName, resetAll: () => void): void {
  const [word, rest = ''] = fault.split(' ', 2);
  switch (fault) {
    case 'ok':
      return succeed(stream, GRPC_HEADERS, new Uint8Array());
    case 'status 202':
      return succeed(stream, { ...GRPC_HEADERS, ':status': 202 }, new Uint8Array());
    case 'grpc 8 with RetryInfo': {
      const details = encodeStatus({ code: 8, message: 'later', retryDelayMillis: RETRY_AFTER_MILLIS }, 'protobuf');
      return fail(stream, 8, 'later', { 'grpc-status-details-bin': Buffer.from(details).toString('base64') });
    }
    case 'grpc 8 message too large':
      return fail(stream, 8, 'grpc: received message larger than max (5000000 vs. 4194304)');
    case 'hang':
      return;
    case 'half a body':
      stream.respond(GRPC_HEADERS);
      return void stream.write(Buffer.from([0, 0, 0, 1, 0, 1, 2, 3]), resetAll);
    case 'slow body':
      return drip(stream);
    case 'endless body':
      return pour(stream);
    case 'plain text':
      stream.respond({ ':status': 200, 'content-type': 'text/plain' });
      return void stream.end('Thank you.');
    case 'web page':
      stream.respond({ ':status': 200, 'content-type': 'text/html' });
      return void stream.end(WEB_PAGE);
  }
  if (word === 'partial') {
    const partial = { rejected: Number(rest), message: 'some are too old' };
    return succeed(stream, GRPC_HEADERS, encodeResponse(signal, 'protobuf', partial));
  }
  if (word === 'grpc') return fail(stream, Number(rest), `code ${rest}`);
  if (word !== 'status') throw new Error(`gRPC has no fault "${fault}"`);
  stream.respond({ ':status': Number(rest), 'content-type': 'text/plain' });
  stream.end(`status ${rest}`);
}

function succeed(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders, message: Uint8Array): void {
  stream.respond(headers, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(frame(message));
}

/** A status without a message, as servers give it. */
function fail(stream: ServerHttp2Stream, code: number, text: string, trailers: OutgoingHttpHeaders = {}): void {
  const status = { 'grpc-status': String(code), 'grpc-message': encodeURIComponent(text) };
  stream.respond({ ...GRPC_HEADERS, ...status, ...trailers }, { endStream: true });
}

/** A message of 1000 bytes that never ends. */
function drip(stream: ServerHttp2Stream): void {
  stream.respond(GRPC_HEADERS);
  stream.write(Buffer.from([0, 0, 0, 3, 232]));
  const timer = setInterval(() => stream.write(Buffer.from([0])), DRIP_MILLIS);
  stream.once('close', () => clearInterval(timer));
}

/** One message of 1 GiB, as much of it as the other side takes. */
function pour(stream: ServerHttp2Stream): void {
  const chunk = Buffer.alloc(256 * 1024);
  const more = (): void => {
    while (!stream.destroyed && stream.write(chunk));
    if (!stream.destroyed) stream.once('drain', more);
  };
  stream.respond(GRPC_HEADERS);
  stream.write(Buffer.from([0, 0x40, 0, 0, 0]));
  stream.once('aborted', () => stream.close(constants.NGHTTP2_CANCEL));
  more();
}

function frame(message: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([header, message]);
}

function unframe(framed: Buffer): Buffer {
  const message = framed.subarray(5, 5 + framed.readUInt32BE(1));
  return framed[0] === 1 ? gunzipSync(message) : message;
}
