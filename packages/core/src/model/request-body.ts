import type { CodexConfig } from '@codex-langfuse/config';
import type { ConversationItem } from '@codex-langfuse/events';

/** The JSON body of `POST /responses`. Nothing is stored at the provider, so the whole conversation goes each time. */
export function requestBody(input: {
  readonly config: CodexConfig;
  readonly conversationId: string;
  readonly instructions: string;
  readonly items: readonly ConversationItem[];
  readonly tools: readonly ConversationItem[];
  readonly parallelToolCalls: boolean;
}): string {
  const reasoning = reasoningSettings(input.config);
  return JSON.stringify({
    model: input.config.model,
    instructions: input.instructions,
    input: input.items.map(wireItem),
    tools: input.tools,
    tool_choice: 'auto',
    parallel_tool_calls: input.parallelToolCalls,
    reasoning,
    store: false,
    stream: true,
    include: reasoning === null ? [] : ['reasoning.encrypted_content'],
    prompt_cache_key: input.conversationId,
  });
}

function reasoningSettings(config: CodexConfig): { readonly effort?: string; readonly summary?: string } | null {
  const effort = config.modelReasoningEffort;
  if (effort === undefined) return null;
  const summary = config.modelReasoningSummary;
  return { effort, ...(summary === 'none' ? {} : { summary }) };
}

/** An item that the provider does not store must not be referred to by its id. */
function wireItem(item: ConversationItem): Record<string, unknown> {
  const { id: _id, status: _status, ...rest } = item;
  return rest;
}
