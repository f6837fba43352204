import type { OutgoingHttpHeaders } from 'node:http';
import type { DestinationConfig } from '@codex-langfuse/config';
import type { DeliveryFault } from '../export-outcome.ts';
import type { ExporterEnvironment } from '../exporter.ts';
import { secretValues } from '../secret-values.ts';
import { createTextCleaner, serverText } from '../server-text.ts';
import type { Target } from '../target.ts';
import { classifyFailure } from './classify-failure.ts';
import { connectTimeout, openRoute } from './connection.ts';
import type { HttpRoute } from './connection.ts';
import { tryRequest } from './try-request.ts';

/** Reads from the server that a destination sends to: its API beside the OTLP route. */
export interface HttpReader {
  /** One GET of an absolute path with query, at the destination's own origin. Redirects are not followed. */
  get(pathAndQuery: string, abort: AbortSignal): Promise<ReadAnswer>;
  close(): void;
}

export type ReadAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      /** What the server says of an error: one short line without secrets; may be empty. */
      readonly said: string;
    }
  | { readonly kind: 'failed'; readonly fault: DeliveryFault };

export interface HttpReaderOptions {
  /** Send the destination's headers, its credentials among them. */
  readonly credentials: boolean;
}

/**
 * A reader over the same route as the destination's traces: proxy, TLS files, verification and time-out. `undefined`
 * when they do not go over HTTP. Nothing is ever sent to another origin than the destination's.
 */
export function createHttpReader(
  destination: DestinationConfig,
  environment: ExporterEnvironment,
  { credentials }: HttpReaderOptions,
): HttpReader | undefined {
  const endpoint = Object.values(destination.signals)[0];
  if (endpoint === undefined || !endpoint.protocol.startsWith('http/') || !URL.canParse(endpoint.url)) return undefined;
  const base = new URL(endpoint.url);
  const clean = createTextCleaner(secretValues(destination, base, environment.env));
  const connectTimeoutMillis = connectTimeout(destination.timeoutMillis);
  let agent: HttpRoute['agent'] | undefined;
  const headers: OutgoingHttpHeaders = {
    'user-agent': environment.userAgent,
    accept: 'application/json',
    ...(credentials
      ? Object.fromEntries(Object.entries(destination.headers).map(([name, secret]) => [name, secret.reveal()]))
      : {}),
  };

  return {
    async get(pathAndQuery, abort) {
      const url = new URL(base.origin + pathAndQuery);
      if (url.origin !== base.origin) throw new TypeError('The path must begin with a slash.');
      const target: Target = {
        url,
        shownUrl: url.origin + url.pathname,
        headerNames: credentials ? Object.keys(destination.headers) : [],
        clean,
      };
      const { env, lookup } = environment;
      const opened = openRoute(url, { tls: destination.tls, env, lookup, connectTimeoutMillis });
      if (!opened.ok) return { kind: 'failed', fault: opened.fault };
      agent?.destroy();
      ({ agent } = opened.route);
      const { timeoutMillis } = destination;
      const result = await tryRequest(
        {
          ...opened.route,
          method: 'GET',
          headers: { ...headers, ...opened.route.headers },
          body: new Uint8Array(),
          connectTimeoutMillis,
          timeoutMillis,
        },
        abort,
      );
      if (result.kind !== 'answer') {
        const outcome = classifyFailure(result, target);
        if ('fault' in outcome) return { kind: 'failed', fault: outcome.fault };
        throw new Error('a failed request is never delivered');
      }
      const contentType = (result.headers['content-type'] ?? '').toLowerCase();
      const body = Buffer.from(result.body).toString('utf8');
      return { kind: 'answer', status: result.status, body, said: clean(serverText(result.body, contentType)) };
    },
    close: () => agent?.destroy(),
  };
}
