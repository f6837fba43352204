import type { CodexConfig, LoadConfigInput, LoadedConfig } from './codex-config.ts';
import { readAgentSettings } from './codex/agent-settings.ts';
import { KNOWN_WITHOUT_EFFECT } from './codex/known-keys.ts';
import { readLayers } from './layers/read-layers.ts';
import type { Origin } from './origin.ts';
import { readOtelSafely } from './otel/read-otel.ts';
import type { ReadContext } from './read/read-context.ts';
import { createTableReader } from './read/table-reader.ts';
import type { SettingName } from './schema/table-id.ts';

/** They decide which layers there are. */
const READ_WITH_LAYERS = ['profile', 'profiles', 'projects'] as const;

/**
 * Reads all layers of the configuration and returns it typed, with defaults. Synchronous; reads files and runs the
 * secret commands that the active destinations name, nothing else.
 * @throws ConfigError for a file that is not TOML and for a value that cannot be used. A bad `[otel]` does not throw
 *   but turns telemetry off with the warning `otel_disabled`, unless `strict`.
 */
export function loadConfig(input: LoadConfigInput): LoadedConfig {
  const layers = readLayers(input);
  const context: ReadContext = {
    home: input.home,
    cwd: input.cwd,
    env: input.env,
    strict: input.strict ?? false,
    now: input.now ?? Date.now,
    warnings: [...layers.warnings],
    values: [],
    sources: layers.sources,
    exporters: input.exporters ?? [],
    commandOutputs: new Map(),
  };
  const root = createTableReader<SettingName<'root'>>(layers.root, [], context);
  const agent = readAgentSettings(root, context);
  const otel = readOtelSafely(root, context);
  root.finish([...KNOWN_WITHOUT_EFFECT, ...READ_WITH_LAYERS]);
  const origins = new Map<string, Origin>();
  for (const { key, origin } of context.values) origins.set(key, origin);
  const config: CodexConfig = {
    home: layers.codexHome,
    cwd: input.cwd,
    ...(layers.profile === undefined ? {} : { profile: layers.profile }),
    ...agent,
    otel,
    origins,
  };
  return { config, warnings: context.warnings, values: context.values };
}
