import type { CodexConfig, LoadConfigInput, LoadedConfig } from './codex-config.ts';
import { readModelProviders } from './codex/model-providers.ts';
import { KNOWN_WITHOUT_EFFECT } from './codex/known-keys.ts';
import { readLayers } from './layers/read-layers.ts';
import type { Origin } from './origin.ts';
import { readOtelSafely } from './otel/read-otel.ts';
import { approvalPolicy } from './codex/approval-policy.ts';
import { readWorkspaceWrite } from './codex/workspace-write.ts';
import { integer, nonEmptyText, oneOf, textList } from './read/decoders.ts';
import type { ReadContext } from './read/read-context.ts';
import { createTableReader } from './read/table-reader.ts';

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
  const root = createTableReader(layers.root, [], context);
  const model = root.value('model', nonEmptyText, 'gpt-5-codex');
  const effort = root.optional('model_reasoning_effort', oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh'));
  const contextWindow = root.optional('model_context_window', integer(1));
  const fallbackFilenames = root.optional('project_doc_fallback_filenames', textList);
  const workspaceWrite = readWorkspaceWrite(root, context);
  const settings = {
    home: layers.codexHome,
    cwd: input.cwd,
    ...(layers.profile === undefined ? {} : { profile: layers.profile }),
    model,
    ...(effort === undefined ? {} : { modelReasoningEffort: effort }),
    modelReasoningSummary: root.value('model_reasoning_summary', oneOf('auto', 'concise', 'detailed', 'none'), 'auto'),
    ...(contextWindow === undefined ? {} : { modelContextWindow: contextWindow }),
    ...readModelProviders(root, context),
    ...(workspaceWrite === undefined ? {} : { sandboxWorkspaceWrite: workspaceWrite }),
    ...(fallbackFilenames === undefined ? {} : { projectDocFallbackFilenames: fallbackFilenames }),
    approvalPolicy: root.value('approval_policy', approvalPolicy, 'on-request'),
    sandboxMode: root.value('sandbox_mode', oneOf('read-only', 'workspace-write', 'danger-full-access'), 'read-only'),
    projectDocMaxBytes: root.value('project_doc_max_bytes', integer(0), 32_768),
  };
  const otel = readOtelSafely(root, context);
  for (const key of KNOWN_WITHOUT_EFFECT) root.node(key);
  root.finish();
  const origins = new Map<string, Origin>(context.values.map(({ key, origin }) => [key, origin]));
  const config: CodexConfig = { ...settings, otel, origins };
  return { config, warnings: context.warnings, values: context.values };
}
