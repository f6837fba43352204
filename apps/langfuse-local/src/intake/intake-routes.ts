import { decodeRequest, encodeResponse, encodeStatus } from '@codex-langfuse/otlp';
import type { Encoding, PartialSuccess, Signal, SignalRequests } from '@codex-langfuse/otlp';
import { Hono } from 'hono';
import type { Store } from '../store/store.ts';
import { readBody } from './read-body.ts';
import type { Taken } from './rejections.ts';
import { takeLogs } from './take-logs.ts';
import { takeMetrics } from './take-metrics.ts';
import { takeSpans } from './take-spans.ts';

/** `google.rpc.Code` of the statuses that an intake answers. */
const RPC_CODES = { 400: 3, 413: 8, 415: 3 } as const;

type TakeSignal<Kind extends Signal> = (request: SignalRequests[Kind], store: Store) => Taken;

/** `POST /v1/traces`, `/v1/logs` and `/v1/metrics`: answers 200 only after the data is committed. */
export function createIntakeRoutes(store: Store, maxBodyBytes: number): Hono {
  const routes = new Hono();
  routes.post('/v1/traces', async (context) => intake(context.req.raw, 'traces', takeSpans));
  routes.post('/v1/logs', async (context) => intake(context.req.raw, 'logs', takeLogs));
  routes.post('/v1/metrics', async (context) => intake(context.req.raw, 'metrics', takeMetrics));
  return routes;

  async function intake<Kind extends Signal>(
    request: Request,
    signal: Kind,
    take: TakeSignal<Kind>,
  ): Promise<Response> {
    const received = await readBody(request, maxBodyBytes);
    if (!received.ok) return refuse(received.status, received.encoding, received.message);
    const decoded = decodeRequest(signal, received.body, received.encoding);
    if (!decoded.ok) return refuse(400, received.encoding, decoded.message);
    const { partialSuccess } = take(decoded.value, store);
    return accept(signal, received.encoding, partialSuccess);
  }
}

function accept(signal: Signal, encoding: Encoding, partialSuccess: PartialSuccess | undefined): Response {
  return reply(200, encoding, encodeResponse(signal, encoding, partialSuccess));
}

function refuse(status: 400 | 413 | 415, encoding: Encoding, message: string): Response {
  return reply(status, encoding, encodeStatus({ code: RPC_CODES[status], message }, encoding));
}

function reply(status: number, encoding: Encoding, body: Uint8Array): Response {
  const contentType = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  // A copy on a plain ArrayBuffer: what fetch's Response takes in every Node.
  return new Response(new Uint8Array(body), { status, headers: { 'content-type': contentType } });
}
