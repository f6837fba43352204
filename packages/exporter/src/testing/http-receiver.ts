import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One request as it arrived, its body decompressed. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** Decides the answer to a request whose body was read; by default 200 with an empty body. */
export type AnswerRequest = (request: ReceivedRequest, response: ServerResponse) => void;

export interface HttpReceiver {
  /** `http://127.0.0.1:<port>`, or https with `tls`. */
  readonly origin: string;
  readonly port: number;
  /** Every request whose body was read to its end. */
  readonly requests: readonly ReceivedRequest[];
  answerWith(answer: AnswerRequest): void;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of loopback that keeps what it was sent. */
export async function startHttpReceiver(
  answer: AnswerRequest = (_request, response) => response.end(),
  tls?: ServerOptions,
): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  let current = answer;
  const handle = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    // A client that gives up in the middle is what some tests are about.
    incoming.on('error', () => response.destroy());
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
    incoming.on('end', () => {
      const request = toRequest(incoming, Buffer.concat(chunks));
      requests.push(request);
      current(request, response);
    });
  };
  const server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    answerWith: (next) => (current = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toRequest({ method = '', url = '', headers }: IncomingMessage, body: Buffer): ReceivedRequest {
  return { method, path: url, headers, body: headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body };
}
