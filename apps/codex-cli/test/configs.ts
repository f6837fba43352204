import type { ScriptedModel } from '@codex-langfuse/core';

/** A `config.toml` that talks to a scripted model, without telemetry. */
export function providerConfig(model: ScriptedModel): string {
  return `
model = "gpt-5-codex"
model_provider = "scripted"
sandbox_mode = "danger-full-access"
[model_providers.scripted]
name = "Scripted"
base_url = "${model.url}"
wire_api = "responses"
`;
}

/** What sends traces to a sink on this port; `more` goes into `[otel]`. */
export function telemetryConfig(port: number, more = ''): string {
  return `
[otel]
environment = "test"
log_user_prompt = true
${more}
[otel.exporter.otlp-http]
endpoint = "http://127.0.0.1:${port}/v1/traces"
protocol = "binary"
timeout_ms = 1000
`;
}
