import type { ConversationItem } from '@codex-langfuse/events';

import { assistantText } from '../model/response-item.ts';
import { isRecord, stringOf } from '../record.ts';
import type { ExecJsonItemDetails } from './exec-json-event.ts';

/** A message or a summary of reasoning; undefined for calls, which are shown when they run. */
export function modelItem(item: ConversationItem): ExecJsonItemDetails | undefined {
  const message = assistantText(item);
  if (message !== undefined && message !== '') return { type: 'agent_message', text: message };
  if (item.type !== 'reasoning' || !Array.isArray(item['summary'])) return undefined;
  const parts = item['summary'].map((part: unknown) => (isRecord(part) ? (stringOf(part['text']) ?? '') : ''));
  const text = parts.filter((part) => part !== '').join('\n');
  return text === '' ? undefined : { type: 'reasoning', text };
}
