import { request as startHttp } from 'node:http';
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as startHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { MAX_ANSWER_BYTES } from '../answer-limit.ts';
import { decodeBody } from './decode-body.ts';

/** One request over one connection. */
export interface HttpTry {
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  /** Where the connection goes: the server, or the proxy for a plain http URL. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Request target: a path, or the whole URL for a proxy. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
  readonly agent: Agent;
  /** Longest wait for name, TCP connection and TLS. */
  readonly connectTimeoutMillis: number;
  /** Longest wait for everything, the last byte of the answer included. */
  readonly timeoutMillis: number;
}

export type HttpPhase = 'dns' | 'connect' | 'tls' | 'answer';

/** Failures carry the phase in which they happened, and whether the connection had served a request before. */
export type HttpResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Without its content coding. */
      readonly body: Uint8Array;
      /** The body ended as announced, within the time and within the limit. */
      readonly complete: boolean;
    }
  | { readonly kind: 'timeout'; readonly phase: HttpPhase }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly phase: HttpPhase; readonly error: unknown; readonly reusedSocket: boolean };

/**
 * Sends one request and resolves with what became of it; never rejects. Whatever ends it early (deadline, abort, an
 * answer without end) destroys the socket, so that nothing can arrive behind the caller's back.
 */
export function tryRequest(attempt: HttpTry, abort: AbortSignal): Promise<HttpResult> {
  return new Promise((resolve) => {
    if (abort.aborted) return resolve({ kind: 'aborted' });
    const started = startRequest(attempt);
    if ('error' in started) {
      return resolve({ kind: 'failed', phase: 'connect', error: started.error, reusedSocket: false });
    }
    const { request } = started;
    let phase: HttpPhase = 'connect';
    let answer: IncomingMessage | undefined;
    const chunks: Buffer[] = [];
    let received = 0;

    const finish = (result: HttpResult): void => {
      clearTimeout(deadline);
      clearTimeout(connectDeadline);
      abort.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const stop = (result: HttpResult): void => {
      finish(result);
      request.destroy();
    };
    /** Once a status line was read it is the result, however the rest ends. */
    const resultOr = (otherwise: HttpResult): HttpResult =>
      answer === undefined ? otherwise : answered(answer, Buffer.concat(chunks), false);

    const onAbort = (): void => stop(resultOr({ kind: 'aborted' }));
    const deadline = setTimeout(() => stop(resultOr({ kind: 'timeout', phase })), attempt.timeoutMillis);
    const connectDeadline = setTimeout(() => {
      if (phase !== 'answer') stop({ kind: 'timeout', phase });
    }, attempt.connectTimeoutMillis);
    abort.addEventListener('abort', onAbort, { once: true });

    request.on('socket', (socket) => followConnection(socket, attempt, (next) => (phase = next)));
    request.on('error', (error) =>
      finish(resultOr({ kind: 'failed', phase, error, reusedSocket: request.reusedSocket })),
    );
    request.on('response', (response) => {
      answer = response;
      response.on('data', (chunk: Buffer) => {
        received += chunk.byteLength;
        if (received > MAX_ANSWER_BYTES) return stop(answered(response, Buffer.alloc(0), false));
        chunks.push(chunk);
      });
      response.on('error', () => finish(answered(response, Buffer.concat(chunks), false)));
      response.on('close', () => finish(answered(response, Buffer.concat(chunks), response.complete)));
    });
    request.end(attempt.body);
  });
}

/** Node checks header values here and throws; its message names the header, never the value. */
function startRequest({
  method = 'POST',
  secure,
  host,
  port,
  path,
  headers,
  agent,
}: HttpTry): { readonly request: ClientRequest } | { readonly error: unknown } {
  const start = secure ? startHttps : startHttp;
  try {
    return { request: start({ method, host, port, path, headers, agent }) };
  } catch (error) {
    return { error };
  }
}

function answered({ statusCode = 0, headers }: IncomingMessage, raw: Buffer, complete: boolean): HttpResult {
  const body = decodeBody(raw, headers['content-encoding'], MAX_ANSWER_BYTES);
  return { kind: 'answer', status: statusCode, headers, body, complete };
}

function followConnection(socket: Socket, { secure, host }: HttpTry, enter: (phase: HttpPhase) => void): void {
  if (!socket.connecting) {
    // A kept connection, or a tunnel that is already encrypted.
    enter('answer');
    return;
  }
  enter(isIP(host) === 0 ? 'dns' : 'connect');
  socket.once('lookup', () => enter('connect'));
  socket.once('connect', () => enter(secure ? 'tls' : 'answer'));
  socket.once('secureConnect', () => enter('answer'));
}
