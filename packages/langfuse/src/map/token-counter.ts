import { isObject, member, parseJson } from './json.ts';
import type { TokenCounter } from './usage-and-cost.ts';

/**
 * Langfuse's way to count tokens for OpenAI's chat models: a list of messages costs three tokens per message and three
 * for the answer's start besides its texts, everything else is counted as one text. Claude, Gemini and the o-series
 * are not counted (null).
 *
 * `countEncoded` gives the number of cl100k_base tokens of a text. The encoding's tables weigh megabytes, so this
 * package has none; `gpt-tokenizer/encoding/cl100k_base` is one that fits.
 */
export function createTokenCounter(countEncoded: (text: string) => number): TokenCounter {
  return (model, text) => {
    if (!/^(?:openai\/)?(?:gpt-|chatgpt-)/i.test(model.trim())) return null;
    const messages = chatMessages(text);
    if (messages === null) return countEncoded(text);
    return messages.reduce(
      (sum, message) => sum + tokensPerMessage + fieldTokens(message, countEncoded),
      tokensBeforeAnswer,
    );
  };
}

const tokensPerMessage = 3;
const tokensBeforeAnswer = 3;

interface ChatMessage {
  readonly role: string;
  readonly content: string;
  readonly name: string | null;
}

function fieldTokens({ role, content, name }: ChatMessage, countEncoded: (text: string) => number): number {
  const nameTokens = name === null ? 0 : countEncoded(name) + 1;
  return countEncoded(role) + countEncoded(content) + nameTokens;
}

function chatMessages(text: string): ChatMessage[] | null {
  const list = text.startsWith('[') ? parseJson(text) : undefined;
  if (!Array.isArray(list) || list.length === 0) return null;
  const messages: ChatMessage[] = [];
  for (const item of list) {
    const [role, content, name] = ['role', 'content', 'name'].map((key) =>
      isObject(item) ? member(item, key) : undefined,
    );
    if (typeof role !== 'string' || typeof content !== 'string') return null;
    messages.push({ role, content, name: typeof name === 'string' ? name : null });
  }
  return messages;
}
