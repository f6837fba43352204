import type { ConversationItem } from '@codex-langfuse/events';

import { deepFreeze, isRecord, type JsonRecord } from '../record.ts';

/** Takes an item from the model apart from the rest of the stream; undefined when it is malformed. */
export function readResponseItem(value: unknown): ConversationItem | undefined {
  if (!isRecord(value) || typeof value['type'] !== 'string' || !hasRequiredFields(value)) return undefined;
  return deepFreeze(value as ConversationItem);
}

/** The text of an assistant message; undefined for anything else. */
export function assistantText(item: ConversationItem): string | undefined {
  if (item.type !== 'message' || item['role'] !== 'assistant' || !Array.isArray(item['content'])) return undefined;
  return item['content']
    .map((part: unknown) =>
      isRecord(part) && part['type'] === 'output_text' && typeof part['text'] === 'string' ? part['text'] : '',
    )
    .join('');
}

/** Reasoning that the provider neither stores nor hands over encrypted cannot be sent back. */
export function canBeSentBack(item: ConversationItem): boolean {
  return item.type !== 'reasoning' || typeof item['encrypted_content'] === 'string';
}

function hasRequiredFields(value: JsonRecord): boolean {
  if (value['type'] === 'function_call') return haveText(value, ['call_id', 'name', 'arguments']);
  if (value['type'] === 'custom_tool_call') return haveText(value, ['call_id', 'name', 'input']);
  if (value['type'] === 'message') return Array.isArray(value['content']);
  return true;
}

function haveText(value: JsonRecord, keys: readonly string[]): boolean {
  return keys.every((key) => typeof value[key] === 'string');
}
