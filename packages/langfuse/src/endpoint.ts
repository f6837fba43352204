/** Base URLs of Langfuse Cloud by data region. Regions share nothing: a key of one is unknown in the others. */
export const langfuseRegions = {
  eu: 'https://cloud.langfuse.com',
  us: 'https://us.cloud.langfuse.com',
  jp: 'https://jp.cloud.langfuse.com',
  hipaa: 'https://hipaa.cloud.langfuse.com',
} as const;

export type LangfuseRegion = keyof typeof langfuseRegions;

/** What OpenTelemetry calls the endpoint of Langfuse; exporters append `/v1/traces`. */
export const OTEL_PATH = '/api/public/otel';

/** The only OTLP route that stores anything: Langfuse 4.16 discards metrics and has no logs route. */
export const TRACES_PATH = `${OTEL_PATH}/v1/traces`;

/**
 * Sent with every export. Without it Langfuse Cloud takes spans of a plain OpenTelemetry exporter through a staging
 * table and shows them up to a quarter of an hour later.
 */
export const INGESTION_VERSION_HEADER = { name: 'x-langfuse-ingestion-version', value: '4' } as const;

/**
 * The URL that takes traces for any spelling of where a Langfuse lives: its base URL (also one below a path), the
 * OpenTelemetry base URL, or the traces URL itself. Query and fragment are dropped. Throws `TypeError` if the text is
 * not a URL.
 */
export function langfuseTracesUrl(baseUrl: string): string {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  if (path.endsWith(TRACES_PATH)) url.pathname = path;
  else if (path.endsWith(OTEL_PATH)) url.pathname = `${path}/v1/traces`;
  else url.pathname = path + TRACES_PATH;
  url.search = '';
  url.hash = '';
  return url.href;
}

/** The value of the `Authorization` header for a project's keys. It is a secret. */
export function basicAuthorization(publicKey: string, secretKey: string): string {
  return `Basic ${Buffer.from(`${publicKey}:${secretKey}`, 'utf8').toString('base64')}`;
}
