import type { ConversationItem } from '@codex-langfuse/events';

import { deepFreeze } from '../record.ts';

export function userMessage(text: string): ConversationItem {
  return deepFreeze({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
}

/** The instructions as the first item of what was sent. */
export function systemMessage(text: string): ConversationItem {
  return deepFreeze({ type: 'message', role: 'system', content: [{ type: 'input_text', text }] });
}
