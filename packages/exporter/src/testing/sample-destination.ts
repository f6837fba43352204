import type { CapturePolicy, DestinationConfig, Signal, WireProtocol } from '@codex-langfuse/config';
import type { ExporterEnvironment } from '../exporter.ts';

const FULL: CapturePolicy = {
  prompts: 'full',
  responses: 'full',
  tool_arguments: 'full',
  tool_output: 'full',
  system: 'full',
  maxBytes: 16384,
};

/** A destination for all three signals below `base` (`<base>/v1/traces`, …); 3 s per try, no compression. */
export function sampleDestination(
  base: string,
  protocol: WireProtocol = 'http/protobuf',
  overrides: Partial<DestinationConfig> = {},
): DestinationConfig {
  const endpoint = (signal: Signal) => ({ url: protocol === 'grpc' ? base : `${base}/v1/${signal}`, protocol });
  return {
    name: 'default',
    kind: protocol === 'grpc' ? 'otlp-grpc' : 'otlp-http',
    signals: { traces: endpoint('traces'), logs: endpoint('logs'), metrics: endpoint('metrics') },
    headers: {},
    capture: FULL,
    compression: 'none',
    timeoutMillis: 3000,
    batchMaxItems: 512,
    batchMaxBytes: 4 * 1024 * 1024,
    ...overrides,
  };
}

/** No proxies; console output is thrown away unless `write` is given. */
export function sampleEnvironment(overrides: Partial<ExporterEnvironment> = {}): ExporterEnvironment {
  return { env: {}, write: () => undefined, userAgent: 'codex-langfuse/0.0.0', ...overrides };
}
