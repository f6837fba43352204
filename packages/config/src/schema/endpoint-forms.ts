import type { Signal } from '../otel-config.ts';

/** What somebody writes as the exporter, and where each signal then goes. */
export interface EndpointForm {
  /** Lines below `[otel]`. */
  readonly written: string;
  readonly urls: Readonly<Partial<Record<Signal, string>>>;
}

const CLOUD = 'https://cloud.langfuse.com/api/public/otel/v1/traces';
const base = (address: string): EndpointForm['urls'] => ({
  traces: `${address}/v1/traces`,
  logs: `${address}/v1/logs`,
  metrics: `${address}/v1/metrics`,
});

/** Every form in which an endpoint can be written. */
export const ENDPOINT_FORMS: readonly EndpointForm[] = [
  { written: 'exporter = "langfuse"', urls: { traces: CLOUD } },
  {
    written: 'exporter.langfuse = { region = "us" }',
    urls: { traces: 'https://us.cloud.langfuse.com/api/public/otel/v1/traces' },
  },
  {
    written: 'exporter.langfuse = { base_url = "https://example.com/langfuse" }',
    urls: { traces: 'https://example.com/langfuse/api/public/otel/v1/traces' },
  },
  {
    written: 'exporter.langfuse = { base_url = "http://localhost:3000" }',
    urls: { traces: 'http://localhost:3000/api/public/otel/v1/traces' },
  },
  { written: 'exporter.otlp-http = { endpoint = "https://cloud.langfuse.com" }', urls: { traces: CLOUD } },
  {
    written: 'exporter.otlp-http = { endpoint = "https://cloud.langfuse.com/api/public/otel" }',
    urls: { traces: CLOUD },
  },
  {
    written: 'exporter.otlp-http = { endpoint = "https://example.com/langfuse/api/public/otel/v1/traces" }',
    urls: { traces: 'https://example.com/langfuse/api/public/otel/v1/traces' },
  },
  { written: 'exporter.otlp-http = { endpoint = "https://cloud.langfuse.com/api/public/otel/v1/logs" }', urls: {} },
  { written: 'exporter.otlp-http = { endpoint = "https://otel.example" }', urls: base('https://otel.example') },
  {
    written: 'exporter.otlp-http = { endpoint = "https://otel.example/base/" }',
    urls: base('https://otel.example/base'),
  },
  {
    written: 'exporter.otlp-http = { endpoint = "https://otel.example/v1/logs" }',
    urls: { logs: 'https://otel.example/v1/logs' },
  },
  {
    written: 'trace_exporter.otlp-http = { endpoint = "https://otel.example" }',
    urls: { traces: 'https://otel.example/v1/traces' },
  },
  {
    written: 'exporter.otlp-grpc = { endpoint = "otel.example:4317" }',
    urls: {
      traces: 'https://otel.example:4317',
      logs: 'https://otel.example:4317',
      metrics: 'https://otel.example:4317',
    },
  },
];
