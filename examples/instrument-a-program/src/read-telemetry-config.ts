import { loadConfig } from '@codex-langfuse/config';
import type { LoadConfigInput, OtelConfig } from '@codex-langfuse/config';

export interface TelemetryConfig {
  readonly otel: OtelConfig;
  readonly codexHome: string;
  readonly warnings: readonly string[];
}

/** `$CODEX_HOME/config.toml`; where that names no destination and the environment has Langfuse keys, Langfuse. */
export function readTelemetryConfig(input: LoadConfigInput): TelemetryConfig {
  const configured = loadConfig(input);
  const wantsLangfuse =
    configured.config.otel.destinations.length === 0 && input.env['LANGFUSE_SECRET_KEY'] !== undefined;
  const { config, warnings } = wantsLangfuse
    ? loadConfig({ ...input, overrides: ['otel.exporter="langfuse"'] })
    : configured;
  return { otel: config.otel, codexHome: config.home, warnings: warnings.map(({ message }) => message) };
}
