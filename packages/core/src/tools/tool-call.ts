import type { ConversationItem } from '@codex-langfuse/events';

import { deepFreeze } from '../record.ts';

/** A call as the model wrote it; nothing in it has been checked. */
export interface ToolCall {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  readonly callId: string;
  /** The arguments: JSON text of a function, free text of a custom tool. */
  readonly input: string;
}

/** The calls among the items of a response, in order. */
export function toolCallsOf(items: readonly ConversationItem[]): readonly ToolCall[] {
  return items.flatMap((item): readonly ToolCall[] => {
    if (item.type === 'function_call') {
      return [
        {
          kind: 'function',
          name: String(item['name']),
          callId: String(item['call_id']),
          input: String(item['arguments']),
        },
      ];
    }
    if (item.type === 'custom_tool_call') {
      return [
        { kind: 'custom', name: String(item['name']), callId: String(item['call_id']), input: String(item['input']) },
      ];
    }
    return [];
  });
}

/** The item that gives the model the result of a call. */
export function toolOutputItem(call: ToolCall, output: string): ConversationItem {
  const type = call.kind === 'custom' ? 'custom_tool_call_output' : 'function_call_output';
  return deepFreeze({ type, call_id: call.callId, output });
}
