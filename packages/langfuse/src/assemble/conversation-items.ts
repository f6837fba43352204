import type { ContentPolicy } from './assembled-turn.ts';
import { cutStrings } from './cap-json.ts';
import { capturedText, mayLeave, type ContentKind } from './captured.ts';

/** One conversation item of the Responses API as a part of a Chat Completions conversation. */
export type ChatPart =
  | { readonly kind: 'message'; readonly message: ChatMessage }
  | { readonly kind: 'assistant'; readonly content: MessageContent }
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'call'; readonly call: ToolCall }
  | { readonly kind: 'nothing' };

/** A message in the shape of Chat Completions, with `thinking` as Langfuse shows reasoning. */
export interface ChatMessage {
  readonly role: string;
  readonly thinking?: readonly { readonly type: 'thinking'; readonly content: string }[];
  readonly content: MessageContent;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
}

export type MessageContent = string | readonly Readonly<Record<string, unknown>>[];

export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

type Item = Readonly<Record<string, unknown>>;

/** What an item becomes under a policy. Items of unknown types keep their type and lose their content. */
export function chatPart(item: Item, policy: ContentPolicy): ChatPart {
  switch (item['type']) {
    case 'message':
    case undefined:
      return message(item, policy);
    case 'reasoning':
      return thinking(item, policy);
    case 'function_call':
      return call(item, textOf(item['name']), textOf(item['arguments']), policy);
    case 'custom_tool_call':
      return call(item, textOf(item['name']), textOf(item['input']), policy);
    case 'local_shell_call':
    case 'web_search_call':
      return call(
        item,
        String(item['type']).replace(/_call$/, ''),
        JSON.stringify(cutStrings(item['action'] ?? {}, Infinity)),
        policy,
      );
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'local_shell_call_output':
      return toolOutput(item, policy);
    default:
      return { kind: 'assistant', content: typeMark(textOf(item['type'])) };
  }
}

/** A tool definition in the shape of Chat Completions. Each has a name: Langfuse ignores a list with a nameless tool. */
export function toolDefinition(item: Item, policy: ContentPolicy): { type: 'function'; function: { name: string } } {
  const name = textOf(item['name']) || textOf(item['type']) || 'tool';
  if (!mayLeave('system', policy)) return { type: 'function', function: { name } };
  const { description, parameters } = item;
  return {
    type: 'function',
    function: {
      name,
      ...(typeof description === 'string' ? { description } : {}),
      ...(typeof parameters === 'object' && parameters !== null
        ? { parameters: cutStrings(parameters, Infinity) }
        : {}),
    },
  };
}

const kindsByRole: Readonly<Record<string, ContentKind>> = {
  system: 'system',
  developer: 'system',
  user: 'prompts',
  assistant: 'responses',
  tool: 'tool_output',
};

function message(item: Item, policy: ContentPolicy): ChatPart {
  const role = textOf(item['role']) || 'user';
  // A role that we do not know is taken for the one that is guarded best.
  const kind = (Object.hasOwn(kindsByRole, role) ? kindsByRole[role] : undefined) ?? 'system';
  const content = messageContent(item['content'], kind, policy);
  return role === 'assistant' ? { kind: 'assistant', content } : { kind: 'message', message: { role, content } };
}

function thinking(item: Item, policy: ContentPolicy): ChatPart {
  const text = joinedText(item['summary']) || joinedText(item['content']);
  if (text === '' || !mayLeave('responses', policy)) return { kind: 'nothing' };
  return { kind: 'thinking', text };
}

function call(item: Item, name: string, givenArguments: string, policy: ContentPolicy): ChatPart {
  const id = textOf(item['call_id']) || textOf(item['id']);
  const callArguments = capturedText(givenArguments, 'tool_arguments', policy);
  return { kind: 'call', call: { id, type: 'function', function: { name, arguments: callArguments } } };
}

function toolOutput(item: Item, policy: ContentPolicy): ChatPart {
  const content = messageContent(outputOf(item['output']), 'tool_output', policy);
  const toolCallId = textOf(item['call_id']) || textOf(item['id']);
  return { kind: 'message', message: { role: 'tool', content, tool_call_id: toolCallId } };
}

/** Some tools wrap what they give back: `{ content, success }`. */
function outputOf(output: unknown): unknown {
  return isRecord(output) ? (output['content'] ?? JSON.stringify(cutStrings(output, Infinity))) : output;
}

function messageContent(content: unknown, kind: ContentKind, policy: ContentPolicy): MessageContent {
  if (!Array.isArray(content)) return capturedText(textOf(content), kind, policy);
  const parts = content.filter(isRecord).map((part) => contentPart(part));
  const texts = parts.flatMap((part) => (part['type'] === 'text' ? [String(part['text'])] : []));
  if (texts.length === parts.length || !mayLeave(kind, policy)) return capturedText(texts.join('\n'), kind, policy);
  return parts;
}

function contentPart(part: Item): Readonly<Record<string, unknown>> {
  const url = imageUrl(part);
  if (url === '') return { type: 'text', text: partText(part) };
  // The bytes of an embedded image would only be cut to something unreadable.
  if (url.startsWith('data:')) return { type: 'text', text: `[image: ${Buffer.byteLength(url)} bytes]` };
  return { type: 'image_url', image_url: { url } };
}

function imageUrl({ type, image_url: image }: Item): string {
  if (type !== 'input_image' && type !== 'image_url') return '';
  return isRecord(image) ? textOf(image['url']) : textOf(image);
}

/** A file, a sound, an image by its id: all that is shown of it is that it was there. */
function partText(part: Item): string {
  const text = textOf(part['text']) || textOf(part['refusal']);
  return text === '' && !('text' in part) && typeof part['type'] === 'string' ? typeMark(part['type']) : text;
}

function typeMark(type: string): string {
  return `[${type.slice(0, 64)}]`;
}

function joinedText(parts: unknown): string {
  if (!Array.isArray(parts)) return textOf(parts);
  return parts
    .map((part: unknown) => (isRecord(part) ? textOf(part['text']) : textOf(part)))
    .filter((text) => text !== '')
    .join('\n');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isRecord(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
