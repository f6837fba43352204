import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DestinationConfig, Signal, WireProtocol } from '@codex-langfuse/config';
import { encodeBatch } from '../encode/encode-batch.ts';
import { errorCode } from '../error-text.ts';
import type { DeliveryFault, ExportOutcome } from '../export-outcome.ts';
import type { AnswerHead, Exporter, ExporterEnvironment } from '../exporter.ts';
import type { Item } from '../item.ts';
import { missingEndpoint } from '../missing-endpoint.ts';
import { classifyAnswer } from './classify-answer.ts';
import type { HttpAnswer } from './classify-answer.ts';
import { classifyFailure } from './classify-failure.ts';
import { connectTimeout, openRoute } from './connection.ts';
import type { HttpRoute } from './connection.ts';
import { requestHeaders } from './request-headers.ts';
import { createTarget } from '../target.ts';
import { tryRequest } from './try-request.ts';
import type { HttpResult, HttpTry } from './try-request.ts';

const compress = promisify(gzip);

/**
 * OTLP over HTTP, protobuf or JSON, on Node's own client: one request per batch, the whole answer read, one deadline
 * over everything. Redirects are not followed. Connections are kept between requests and freed by `close()`.
 */
export function createHttpExporter(destination: DestinationConfig, environment: ExporterEnvironment): Exporter {
  const routes = new Map<Signal, HttpRoute>();
  const connectTimeoutMillis = connectTimeout(destination.timeoutMillis);

  return {
    async export(signal: Signal, items: readonly Item[], abort: AbortSignal): Promise<ExportOutcome> {
      const target = createTarget(destination, signal, environment.env);
      const protocol = destination.signals[signal]?.protocol;
      if (target === undefined || protocol === undefined) return missingEndpoint(destination, signal);
      const route = routeFor(signal, target.url);
      if ('fault' in route) return { kind: 'destination', fault: route.fault };
      const encoded = encodeBatch(signal, items, protocol);
      if (encoded.kind === 'refused') return encoded;
      const attempt = await prepare(encoded.body, protocol, route);
      const result = await sendOnce(attempt, abort);
      if (result.kind === 'answer') environment.onAnswer?.(headOf(result));
      const outcome =
        result.kind === 'answer'
          ? classifyAnswer(signal, items.length, result, target)
          : classifyFailure(result, target);
      if (outcome.kind === 'destination') closeRoute(signal);
      return outcome;
    },
    async close(): Promise<void> {
      for (const signal of routes.keys()) closeRoute(signal);
    },
  };

  /** After a fault of the destination everything is set up anew: its certificate files may have been repaired. */
  function closeRoute(signal: Signal): void {
    routes.get(signal)?.agent.destroy();
    routes.delete(signal);
  }

  function routeFor(signal: Signal, url: URL): HttpRoute | { readonly fault: DeliveryFault } {
    const known = routes.get(signal);
    if (known !== undefined) return known;
    const opened = openRoute(url, {
      tls: destination.tls,
      env: environment.env,
      lookup: environment.lookup,
      connectTimeoutMillis,
    });
    if (!opened.ok) return opened;
    routes.set(signal, opened.route);
    return opened.route;
  }

  async function prepare(plain: Uint8Array, protocol: WireProtocol, route: HttpRoute): Promise<HttpTry> {
    const body = destination.compression === 'gzip' ? await compress(plain) : plain;
    const headers = requestHeaders(destination, environment, protocol, body.byteLength, route);
    const { timeoutMillis } = destination;
    return { ...route, headers, body, connectTimeoutMillis, timeoutMillis };
  }
}

function headOf({ status, headers: { date } }: HttpAnswer): AnswerHead {
  return { status, ...(date === undefined ? {} : { date }) };
}

/**
 * A kept connection that the server closed while it was idle breaks on the next write, before the server read the
 * request: that, and nothing else, is tried once more at once, on a fresh connection and within the same time.
 */
async function sendOnce(attempt: HttpTry, abort: AbortSignal): Promise<HttpResult> {
  const start = performance.now();
  const result = await tryRequest(attempt, abort);
  const isStale =
    result.kind === 'failed' && result.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(errorCode(result.error));
  const timeLeft = attempt.timeoutMillis - (performance.now() - start);
  return isStale && timeLeft > 0 ? tryRequest({ ...attempt, timeoutMillis: timeLeft }, abort) : result;
}
