import type { IncomingMessage } from 'node:http';

import type { ConversationItem } from '@codex-langfuse/events';

import { isRecord, parseJson, stringOf } from '../record.ts';
import type { ScriptedRequest, ScriptedToolOutput } from './reply.ts';

const LARGEST_BODY = 64 * 1024 * 1024;

/** The body as text; undefined when it is larger than 64 MiB. */
export async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a request of the Responses API; a string says what is wrong with it. */
export function readRequest(message: IncomingMessage, text: string, index: number): ScriptedRequest | string {
  const body = parseJson(text);
  if (!isRecord(body)) return 'the body is not a JSON object';
  const model = body['model'];
  if (typeof model !== 'string' || model === '') return 'model is missing';
  if (body['stream'] !== true) return 'only stream: true is supported';
  const input = inputItems(body['input']);
  if (input === undefined) return 'input must be a string or a list of items with a type';
  const promptAt = input.findLastIndex((item) => item.type === 'message' && item['role'] === 'user');
  return {
    index,
    headers: message.headers,
    body,
    model,
    input,
    prompt: promptAt < 0 ? '' : messageText(input[promptAt]),
    toolOutputs: toolOutputs(input, promptAt),
  };
}

function inputItems(value: unknown): readonly ConversationItem[] | undefined {
  if (typeof value === 'string')
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: value }] }];
  return Array.isArray(value) && value.every(isItem) ? value : undefined;
}

function isItem(value: unknown): value is ConversationItem {
  return isRecord(value) && typeof value['type'] === 'string';
}

function messageText(item: ConversationItem | undefined): string {
  const content = item?.['content'];
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isRecord(part) ? (stringOf(part['text']) ?? '') : '')).join('');
}

function toolOutputs(input: readonly ConversationItem[], promptAt: number): readonly ScriptedToolOutput[] {
  const names = new Map<unknown, string>();
  for (const item of input) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call')
      names.set(item['call_id'], String(item['name']));
  }
  return input
    .slice(promptAt + 1)
    .filter((item) => item.type === 'function_call_output' || item.type === 'custom_tool_call_output')
    .map((item) => ({
      callId: String(item['call_id']),
      name: names.get(item['call_id']) ?? '',
      output: stringOf(item['output']) ?? '',
    }));
}
