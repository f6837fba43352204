import type { CodexConfig } from '../codex-config.ts';
import { boolean, booleanTable, fileNames, integer, nonEmptyText, oneOf, textList } from '../read/decoders.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { approvalPolicy } from './approval-policy.ts';
import { readHistory } from './history.ts';
import { readInstructions } from './instructions.ts';
import { readMcpServers } from './mcp-servers.ts';
import { readModelProviders } from './model-providers.ts';
import { readShellEnvironment } from './shell-environment.ts';
import { readWorkspaceWrite } from './workspace-write.ts';

type Agent = Omit<CodexConfig, 'home' | 'cwd' | 'profile' | 'otel' | 'origins'>;

/** Reads everything that is not telemetry. */
export function readAgentSettings(root: ReaderOf<'root'>, context: ReadContext): Agent {
  const model = root.value('model', nonEmptyText, 'gpt-5-codex');
  return {
    model,
    modelReasoningSummary: root.value('model_reasoning_summary', oneOf('auto', 'concise', 'detailed', 'none'), 'auto'),
    ...readModelProviders(root, context),
    approvalPolicy: root.value('approval_policy', approvalPolicy, 'on-request'),
    sandboxMode: root.value('sandbox_mode', oneOf('read-only', 'workspace-write', 'danger-full-access'), 'read-only'),
    projectDocMaxBytes: root.value('project_doc_max_bytes', integer(0), 32_768),
    // Most configurations have none of the others.
    ...(root.hasMore(['otel']) ? readRareSettings(root, context) : undefined),
  };
}

function readRareSettings(root: ReaderOf<'root'>, context: ReadContext) {
  return defined({
    ...readInstructions(root, context),
    modelReasoningEffort: root.optional(
      'model_reasoning_effort',
      oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh'),
    ),
    modelVerbosity: root.optional('model_verbosity', oneOf('low', 'medium', 'high')),
    modelContextWindow: root.optional('model_context_window', integer(1)),
    modelAutoCompactTokenLimit: root.optional('model_auto_compact_token_limit', integer(0)),
    toolOutputTokenLimit: root.optional('tool_output_token_limit', integer(0)),
    reviewModel: root.optional('review_model', nonEmptyText),
    serviceTier: root.optional('service_tier', nonEmptyText),
    webSearch: root.optional('web_search', oneOf('disabled', 'cached', 'live')),
    hideAgentReasoning: root.optional('hide_agent_reasoning', boolean),
    showRawAgentReasoning: root.optional('show_raw_agent_reasoning', boolean),
    projectDocFallbackFilenames: root.optional('project_doc_fallback_filenames', fileNames),
    projectRootMarkers: root.optional('project_root_markers', fileNames),
    notify: root.optional('notify', textList),
    features: root.optional('features', booleanTable),
    sandboxWorkspaceWrite: root.has('sandbox_workspace_write') ? readWorkspaceWrite(root, context) : undefined,
    shellEnvironmentPolicy: root.has('shell_environment_policy') ? readShellEnvironment(root, context) : undefined,
    history: root.has('history') ? readHistory(root) : undefined,
    mcpServers: root.has('mcp_servers') ? readMcpServers(root, context) : undefined,
  });
}

type Defined<Values> = { readonly [Key in keyof Values]?: Exclude<Values[Key], undefined> };

/** Without the keys that are not set: a key that is there has a value. */
function defined<Values extends object>(values: Values): Defined<Values> {
  const present: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) present[name] = value;
  return present as Defined<Values>;
}
