import type { DestinationConfig } from '../../src/index.ts';

/** What a test looks at: URL per signal with protocol, kind and the names of the headers. */
export function summary(destination: DestinationConfig): object {
  const signals = Object.fromEntries(Object.entries(destination.signals).map(([signal, { url }]) => [signal, url]));
  return { name: destination.name, kind: destination.kind, signals, headers: Object.keys(destination.headers).sort() };
}

/** The three URLs of a base URL. */
export const allSignals = (base: string): Record<string, string> => ({
  traces: `${base}/v1/traces`,
  logs: `${base}/v1/logs`,
  metrics: `${base}/v1/metrics`,
});
/** What Langfuse Cloud gets. */
export const CLOUD = { traces: 'https://cloud.langfuse.com/api/public/otel/v1/traces' };
export const KEYS = { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };

/** A Langfuse with its two headers. */
export const langfuse = (signals: object, name = 'default'): object => ({
  name,
  kind: 'langfuse',
  signals,
  headers: ['authorization', 'x-langfuse-ingestion-version'],
});

/** An OTLP/HTTP collector. */
export const http = (signals: object, headers: readonly string[] = []): object => ({
  name: 'default',
  kind: 'otlp-http',
  signals,
  headers,
});
