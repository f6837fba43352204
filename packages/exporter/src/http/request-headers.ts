import type { OutgoingHttpHeaders } from 'node:http';
import type { DestinationConfig, WireProtocol } from '@codex-langfuse/config';
import type { ExporterEnvironment } from '../exporter.ts';
import type { HttpRoute } from './connection.ts';

/** The body's own description; a configured header of these names is not sent. */
const OWN_HEADERS = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection']);

/** Langfuse shows spans within seconds only if they come with this header; without it after minutes. */
const LANGFUSE_HEADERS = { 'x-langfuse-ingestion-version': '4' };

/** The only place in HTTP delivery where secrets become text. */
export function requestHeaders(
  destination: DestinationConfig,
  environment: ExporterEnvironment,
  protocol: WireProtocol,
  contentLength: number,
  route: HttpRoute,
): OutgoingHttpHeaders {
  const configured = Object.entries(destination.headers)
    .map(([name, secret]) => [name.toLowerCase(), secret.reveal()] as const)
    .filter(([name]) => !OWN_HEADERS.has(name));
  return {
    'user-agent': environment.userAgent,
    ...(destination.kind === 'langfuse' && LANGFUSE_HEADERS),
    ...route.headers,
    ...Object.fromEntries(configured),
    'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    'content-length': contentLength,
    ...(destination.compression === 'gzip' && { 'content-encoding': 'gzip' }),
  };
}
