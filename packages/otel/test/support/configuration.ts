import type { CapturePolicy, DestinationConfig, OtelConfig } from '@codex-langfuse/config';

export const CAPTURE_REDACTED: CapturePolicy = {
  prompts: 'redacted',
  responses: 'redacted',
  tool_arguments: 'redacted',
  tool_output: 'redacted',
  system: 'redacted',
  maxBytes: 16384,
};

export const CAPTURE_METADATA: CapturePolicy = {
  prompts: 'metadata',
  responses: 'metadata',
  tool_arguments: 'metadata',
  tool_output: 'metadata',
  system: 'metadata',
  maxBytes: 16384,
};

export function destinationAt(origin: string, changes: Partial<DestinationConfig> = {}): DestinationConfig {
  return {
    name: 'default',
    kind: 'otlp-http',
    signals: { traces: { url: `${origin}/v1/traces`, protocol: 'http/protobuf' } },
    headers: {},
    capture: CAPTURE_REDACTED,
    compression: 'none',
    timeoutMillis: 2000,
    batchMaxItems: 512,
    batchMaxBytes: 1_000_000,
    ...changes,
  };
}

export function otelConfig(destinations: readonly DestinationConfig[], changes: Partial<OtelConfig> = {}): OtelConfig {
  return {
    environment: 'test',
    resourceAttributes: {},
    spanAttributes: {},
    tags: [],
    user: {},
    traceName: 'codex turn',
    logUserPrompt: true,
    logSseDeltas: false,
    destinations,
    delivery: 'background',
    exitWaitMillis: 250,
    intervalMillis: 1000,
    journal: { maxBytes: 256 * 1024 * 1024, maxAgeMillis: 30 * 24 * 3600 * 1000 },
    redact: { patterns: [], allow: [] },
    ...changes,
  };
}

/** What both threads of a test's session make their configuration of. */
export interface LiveSessionSettings {
  readonly origin: string;
  readonly changes?: Partial<DestinationConfig>;
}

export function liveSessionConfig({ origin, changes }: LiveSessionSettings): OtelConfig {
  return otelConfig([destinationAt(origin, changes)], { intervalMillis: 100 });
}
