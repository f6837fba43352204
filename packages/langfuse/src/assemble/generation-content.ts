import type { ContentReference } from '@codex-langfuse/events';
import type { AssembleInput, ContentPolicy } from './assembled-turn.ts';
import { capJson } from './cap-json.ts';
import { cutMark } from './cut-middle.ts';
import { assistantMessage, chatMessages, type NamedMessage, type NamedPart } from './chat-messages.ts';
import { chatPart, isRecord, toolDefinition, type ChatMessage, type ChatPart } from './conversation-items.ts';
import { fitMessages, type MessageVersion, type RenderedMessage } from './fit-messages.ts';

/** Input and output of generations as JSON text, `undefined` where nothing was kept. */
export interface GenerationContent {
  /** `{"messages":[…],"tools":[…]}` */
  input(messages: readonly ContentReference[], tools: readonly ContentReference[]): string | undefined;
  /** `{"role":"assistant","content":…,"tool_calls":[…]}` */
  output(items: readonly ContentReference[]): string | undefined;
}

/**
 * Rebuilds what went to the model and what came back from the items that requests refer to, under a policy. A turn's
 * requests share most of their items, so each is looked up, converted and rendered once.
 */
export function createGenerationContent(content: AssembleInput['content'], policy: ContentPolicy): GenerationContent {
  const items = remember((reference: ContentReference) => readItem(content(reference)));
  const parts = remember((reference: ContentReference): ChatPart | undefined => {
    const item = items(reference);
    return item === undefined ? undefined : chatPart(item, policy);
  });
  const namedParts = (references: readonly ContentReference[]): NamedPart[] =>
    references.map((reference) => ({ name: reference, part: parts(reference) }));
  const rendered = new Map<string, RenderedMessage>();

  return {
    input(messageReferences, toolReferences) {
      const definitions = toolReferences.flatMap((reference) => {
        const item = items(reference);
        return item === undefined ? [] : [toolDefinition(item, policy)];
      });
      const keptMessages = messageReferences.filter((reference) => items(reference) !== undefined);
      if (keptMessages.length === 0 && definitions.length === 0) return undefined;

      const tools = toolsText(definitions, Math.floor(policy.maxBytes / 4));
      const frame = `{"messages":[]${tools}}`;
      const messages = chatMessages(namedParts(messageReferences)).map((message) =>
        render(message, policy.maxBytes, rendered),
      );
      return `{"messages":[${fitMessages(messages, policy.maxBytes - Buffer.byteLength(frame))}]${tools}}`;
    },
    output(references) {
      const message = assistantMessage(namedParts(references));
      if (message === undefined) return undefined;
      return cutMessage(message, policy.maxBytes);
    },
  };
}

function remember<Value>(find: (reference: ContentReference) => Value): (reference: ContentReference) => Value {
  const found = new Map<ContentReference, Value>();
  return (reference) => {
    const known = found.get(reference);
    if (known !== undefined || found.has(reference)) return known as Value;
    const value = find(reference);
    found.set(reference, value);
    return value;
  };
}

function readItem(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // Damaged content counts as not kept: the message list says so in its place.
    return undefined;
  }
}

/** `,"tools":[…]` within the limit: whole, else the names alone, else nothing. */
function toolsText(definitions: readonly { function: { name: string } }[], maxBytes: number): string {
  if (definitions.length === 0) return '';
  const whole = `,"tools":${JSON.stringify(definitions)}`;
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const names = definitions.map(({ function: { name } }) => ({ type: 'function', function: { name } }));
  const short = `,"tools":${JSON.stringify(names)}`;
  return Buffer.byteLength(short) <= maxBytes ? short : '';
}

/** Parts of the limit that one message may have when all of them together are too long. */
const SHARES = [2, 4, 8];

function render(
  { name, message }: NamedMessage,
  maxBytes: number,
  known: Map<string, RenderedMessage>,
): RenderedMessage {
  const found = known.get(name);
  if (found !== undefined) return found;
  const whole = versionOf(JSON.stringify(message));
  const versions = [whole, ...SHARES.map((share) => shorten(message, whole, Math.floor(maxBytes / share)))];
  known.set(name, versions);
  return versions;
}

function shorten(message: ChatMessage, whole: MessageVersion, maxBytes: number): MessageVersion {
  return whole.bytes <= maxBytes ? whole : versionOf(cutMessage(message, maxBytes));
}

/** The message with its texts cut; where its mere structure is too long, a mark in its place. */
function cutMessage(message: ChatMessage, maxBytes: number): string {
  return capJson(message, maxBytes) ?? JSON.stringify({ role: message.role, content: cutMark(messageBytes(message)) });
}

function messageBytes(message: ChatMessage): number {
  return Buffer.byteLength(JSON.stringify(message));
}

function versionOf(text: string): MessageVersion {
  return { text, bytes: Buffer.byteLength(text) };
}
