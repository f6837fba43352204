import { dirname } from 'node:path';
import { loadConfig } from '@codex-langfuse/config';
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
  /** Absolute: prints the credentials; asked again twice a second, for its minute passes more quickly. */
  readonly tokenProgram?: string;
}

export function liveSessionConfig({ origin, changes, tokenProgram }: LiveSessionSettings): OtelConfig {
  const headers = tokenProgram === undefined ? {} : headersFrom(tokenProgram);
  return otelConfig([destinationAt(origin, { headers, ...changes })], { intervalMillis: 100 });
}

function headersFrom(tokenProgram: string): DestinationConfig['headers'] {
  const folder = dirname(tokenProgram);
  const exporter = `{ otlp-http = { endpoint = "https://o.example", headers = { authorization = { command = [${JSON.stringify(tokenProgram)}] } } } }`;
  const { config } = loadConfig({
    home: folder,
    cwd: folder,
    env: { CODEX_HOME: folder, PATH: '/usr/bin:/bin' },
    overrides: [`otel.exporter=${exporter}`],
    systemDirectory: folder,
    now: () => Date.now() * 120,
  });
  return config.otel.destinations[0]?.headers ?? {};
}
