import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { decodeTraceRequest } from '@codex-langfuse/otlp';
import type { WireSpan } from '@codex-langfuse/otlp';

/** `late`: takes everything at once and answers after a second and a half. */
export type Behaviour = 'up' | 'hang' | 'late' | 'status-500';

/** An OTLP endpoint that can be made to misbehave; keeps the spans it acknowledged. */
export interface Sink {
  readonly port: number;
  readonly spans: WireSpan[];
  behaviour: Behaviour;
  requests: number;
  /** From now on it is `up`; who was left hanging is cut off. */
  mend(): void;
  close(): Promise<void>;
}

const LATE_MILLIS = 1500;

/** Runs `work` with an endpoint, on a free port unless one is named. */
export async function withSink(behaviour: Behaviour, work: (sink: Sink) => Promise<void>, port = 0): Promise<void> {
  const sink = await startSink(behaviour, port);
  try {
    await work(sink);
  } finally {
    await sink.close();
  }
}

async function startSink(behaviour: Behaviour, port: number): Promise<Sink> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const sink: Sink = {
    port: (server.address() as AddressInfo).port,
    spans: [],
    behaviour,
    requests: 0,
    mend: () => {
      sink.behaviour = 'up';
      server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return sink;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    sink.requests += 1;
    if (sink.behaviour === 'hang') return;
    const received = await buffer(request);
    if (sink.behaviour === 'status-500') {
      response.writeHead(500).end('broken');
      return;
    }
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(received) : received;
    const decoded = decodeTraceRequest(body, 'protobuf');
    if (!decoded.ok) {
      response.writeHead(400).end(decoded.message);
      return;
    }
    for (const { scopeSpans } of decoded.value.resourceSpans) {
      for (const { spans } of scopeSpans) sink.spans.push(...spans);
    }
    if (sink.behaviour === 'late') await sleep(LATE_MILLIS);
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const sink = await startSink('up', 0);
  await sink.close();
  return sink.port;
}
