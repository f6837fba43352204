import type { OutgoingHttpHeaders } from 'node:http';
import type { DestinationConfig, WireProtocol } from '@codex-langfuse/config';
import { configuredHeaders } from '../configured-headers.ts';
import type { ExporterEnvironment } from '../exporter.ts';
import type { HttpRoute } from './connection.ts';

/** Langfuse shows spans within seconds only if they come with this header; without it after minutes. */
const LANGFUSE_HEADERS = { 'x-langfuse-ingestion-version': '4' };

/** The headers of one request; secrets become text here. */
export function requestHeaders(
  destination: DestinationConfig,
  environment: ExporterEnvironment,
  protocol: WireProtocol,
  contentLength: number,
  route: HttpRoute,
): OutgoingHttpHeaders {
  return {
    'user-agent': environment.userAgent,
    ...(destination.kind === 'langfuse' && LANGFUSE_HEADERS),
    ...route.headers,
    ...Object.fromEntries(configuredHeaders(destination)),
    'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    'content-length': contentLength,
    ...(destination.compression === 'gzip' && { 'content-encoding': 'gzip' }),
  };
}
