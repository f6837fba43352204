import { loadConfig } from '@codex-langfuse/config';
import type { CodexConfig, OtelConfig } from '@codex-langfuse/config';
import type { RunningServer } from '@codex-langfuse/langfuse-local';
import type { Host } from '../host.ts';
import { loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';
import { DEMO_MODEL, DEMO_PROVIDER_NAME } from './demo-model.ts';

/** The user's own configuration, where it has a model to talk to; null where it has not. */
export function realModelConfig(host: Host, cwd: string, options: SettingsOptions): CodexConfig | null {
  const { config } = loadSettings(host, cwd, options);
  const { modelProvider } = config;
  // A provider that names no key, such as a local one, is used as it is configured.
  const isReady =
    modelProvider.apiKey !== undefined || (modelProvider.id !== 'openai' && modelProvider.envKey === undefined);
  return isReady ? config : null;
}

/** A configuration for the embedded scripted model alone; reads nothing of the user's. */
export function demoModelConfig(cwd: string, modelUrl: string): CodexConfig {
  return loadConfig({
    ...NOBODY,
    cwd,
    overrides: [
      `model=${JSON.stringify(DEMO_MODEL)}`,
      'model_provider="demo"',
      `model_providers.demo={name=${JSON.stringify(DEMO_PROVIDER_NAME)}, base_url=${JSON.stringify(modelUrl)}, wire_api="responses"}`,
    ],
  }).config;
}

/** Telemetry to langfuse-local and nowhere else, whatever the user's own configuration says. */
export function demoOtelConfig(server: RunningServer): OtelConfig {
  const { url, keys } = server;
  const exporter = `{langfuse={base_url=${JSON.stringify(url)}, public_key=${JSON.stringify(keys.publicKey)}, secret_key=${JSON.stringify(keys.secretKey)}}}`;
  return loadConfig({
    ...NOBODY,
    cwd: NOBODY.home,
    overrides: [
      `otel.exporter=${exporter}`,
      'otel.environment="demo"',
      'otel.log_user_prompt=true',
      'otel.tags=["demo"]',
      'otel.trace_name="codex demo"',
    ],
  }).config.otel;
}

/** No home with a config.toml in it, no environment. */
const NOBODY = { home: '/nonexistent', env: {}, systemDirectory: '/nonexistent' } as const;
