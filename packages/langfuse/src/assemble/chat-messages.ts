import type { ChatMessage, ChatPart, MessageContent, ToolCall } from './conversation-items.ts';

/** A message and the names of the items it is made from, as one text. */
export interface NamedMessage {
  readonly name: string;
  readonly message: ChatMessage;
}

/** A part of a conversation under its name; without a part if its content was not kept. */
export interface NamedPart {
  readonly name: string;
  readonly part: ChatPart | undefined;
}

/**
 * The messages of a conversation. Reasoning, text and calls that belong to one answer become one assistant message, as
 * Chat Completions has it; runs of items whose content was not kept become one message that says so.
 */
export function chatMessages(parts: readonly NamedPart[]): NamedMessage[] {
  const messages: NamedMessage[] = [];
  for (const run of runs(parts)) {
    const message = run.kind === 'lost' ? lostItems(run.names.length) : run.message;
    if (message !== undefined) messages.push({ name: run.names.join(' '), message });
  }
  return messages;
}

/** All parts of an answer as one assistant message; `undefined` if none was kept. */
export function assistantMessage(parts: readonly NamedPart[]): ChatMessage | undefined {
  const draft = newDraft();
  for (const { part } of parts) if (part !== undefined) add(draft, part);
  return finish(draft);
}

function lostItems(count: number): ChatMessage {
  return { role: 'system', content: count === 1 ? '[1 item not kept]' : `[${count} items not kept]` };
}

type Run =
  | { readonly kind: 'lost'; readonly names: string[] }
  | { readonly kind: 'message'; readonly names: string[]; readonly message: ChatMessage | undefined };

function runs(parts: readonly NamedPart[]): Run[] {
  const found: Run[] = [];
  let draft = newDraft();
  let draftNames: string[] = [];
  const closeDraft = (): void => {
    if (draftNames.length > 0) found.push({ kind: 'message', names: draftNames, message: finish(draft) });
    draft = newDraft();
    draftNames = [];
  };
  for (const { name, part } of parts) {
    if (part === undefined) {
      closeDraft();
      const last = found.at(-1);
      if (last?.kind === 'lost') last.names.push(name);
      else found.push({ kind: 'lost', names: [name] });
    } else if (part.kind === 'message') {
      closeDraft();
      found.push({ kind: 'message', names: [name], message: part.message });
    } else {
      if (startsAnswer(part) && (draft.contents.length > 0 || draft.calls.length > 0)) closeDraft();
      add(draft, part);
      draftNames.push(name);
    }
  }
  closeDraft();
  return found;
}

interface Draft {
  readonly thinking: string[];
  readonly contents: MessageContent[];
  readonly calls: ToolCall[];
}

function newDraft(): Draft {
  return { thinking: [], contents: [], calls: [] };
}

function startsAnswer(part: ChatPart): boolean {
  return part.kind === 'assistant' || part.kind === 'thinking';
}

function add(draft: Draft, part: ChatPart): void {
  if (part.kind === 'assistant') draft.contents.push(part.content);
  else if (part.kind === 'message') draft.contents.push(part.message.content);
  else if (part.kind === 'thinking') draft.thinking.push(part.text);
  else if (part.kind === 'call') draft.calls.push(part.call);
}

function finish({ thinking, contents, calls }: Draft): ChatMessage | undefined {
  if (thinking.length === 0 && contents.length === 0 && calls.length === 0) return undefined;
  return {
    role: 'assistant',
    ...(thinking.length === 0 ? {} : { thinking: [{ type: 'thinking' as const, content: thinking.join('\n\n') }] }),
    content: joined(contents),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function joined(contents: readonly MessageContent[]): MessageContent {
  if (contents.every((content) => typeof content === 'string')) return contents.join('\n\n');
  return contents.flatMap((content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content));
}
