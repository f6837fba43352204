import type { EventAttributes } from '@codex-langfuse/events';
import { writing } from '../vocabulary/attributes.ts';

/** Tokens as providers count them: input includes what the cache held, output includes reasoning. */
export interface TokenUsage {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheCreation?: number;
  readonly reasoning?: number;
}

/** The usage that the end of a stream reports. */
export function tokenUsage(end: Partial<EventAttributes<'sse_event'>>): TokenUsage {
  return {
    ...counted('input', end.input_token_count),
    ...counted('output', end.output_token_count),
    ...counted('cacheRead', end.cached_token_count),
    ...counted('cacheCreation', end.cache_write_token_count),
    ...counted('reasoning', end.reasoning_token_count),
  };
}

/** Langfuse takes the included parts out again; it drops counts that are not integers. */
export function usageAttributes(usage: TokenUsage): Record<string, number | undefined> {
  return {
    [writing.usageInputTokens]: usage.input,
    [writing.usageOutputTokens]: usage.output,
    [writing.usageCacheReadInputTokens]: usage.cacheRead,
    [writing.usageCacheCreationInputTokens]: usage.cacheCreation || undefined,
    [writing.usageReasoningOutputTokens]: usage.reasoning,
  };
}

/** The same usage under Langfuse's names, no token in two of them. */
export function disjointUsage(usage: TokenUsage): Record<string, number> {
  const { input = 0, output = 0, cacheRead = 0, cacheCreation = 0, reasoning = 0 } = usage;
  const parts = {
    input: input - cacheRead - cacheCreation,
    output: output - reasoning,
    input_cached_tokens: cacheRead,
    input_cache_creation: cacheCreation,
    output_reasoning_tokens: reasoning,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, units]) => units > 0));
}

function counted<Name extends string>(name: Name, count: number | undefined): { [Key in Name]?: number } {
  const valid = count !== undefined && Number.isSafeInteger(count) && count >= 0;
  return valid ? ({ [name]: count } as { [Key in Name]?: number }) : {};
}
