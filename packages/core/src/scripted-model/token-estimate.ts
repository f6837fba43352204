import { stringOf } from '../record.ts';
import { byteLength } from '../text/bytes.ts';
import type { ScriptedItem, ScriptedRequest, ScriptedUsage } from './reply.ts';

/** The `usage` object of the Responses API. */
export interface ReportedUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

const BYTES_PER_TOKEN = 4;
/** Providers cache prompts from 1024 tokens on, in steps of 128. */
const CACHE_FROM_TOKENS = 1024;
const CACHE_STEP_TOKENS = 128;

/** Estimates usage from lengths; what an earlier request of the same conversation brought counts as cached. */
export function createTokenEstimate(): (request: ScriptedRequest, items: readonly ScriptedItem[]) => ReportedUsage {
  const seen = new Map<string, number>();
  return (request, items) => {
    const key = stringOf(request.body['prompt_cache_key']) ?? '';
    const sent = [request.body['instructions'], request.body['tools'], request.input];
    const inputTokens = tokens(JSON.stringify(sent));
    const known = Math.min(seen.get(key) ?? 0, inputTokens);
    seen.set(key, inputTokens);
    const cached = known < CACHE_FROM_TOKENS ? 0 : known - (known % CACHE_STEP_TOKENS);
    const reasoning = items.filter(({ type }) => type === 'reasoning').reduce((sum, item) => sum + itemTokens(item), 0);
    const outputTokens = items.reduce((sum, item) => sum + itemTokens(item), 0);
    return reportedUsage({ inputTokens, cachedInputTokens: cached, outputTokens, reasoningOutputTokens: reasoning });
  };
}

export function reportedUsage(usage: ScriptedUsage): ReportedUsage {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens ?? 0 },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningOutputTokens ?? 0 },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

function itemTokens(item: ScriptedItem): number {
  return tokens(JSON.stringify(item));
}

function tokens(text: string): number {
  return Math.ceil(byteLength(text) / BYTES_PER_TOKEN);
}
