import type { EventAttributes } from '@codex-langfuse/events';

import { defined, type Defined } from '../defined.ts';
import { countOf, isRecord } from '../record.ts';
import { NO_USAGE, type TurnUsage } from '../turn-result.ts';

type SseAttributes = EventAttributes<'sse_event'>;

/** Usage as the provider reports it: input includes cached tokens, output includes reasoning. */
export interface ResponseUsage {
  readonly total: TurnUsage;
  /** Only what the provider really said: a detail that is missing stays missing. */
  readonly attributes: Pick<
    SseAttributes,
    | 'input_token_count'
    | 'output_token_count'
    | 'cached_token_count'
    | 'cache_write_token_count'
    | 'reasoning_token_count'
    | 'tool_token_count'
  >;
}

export function readUsage(value: unknown): ResponseUsage {
  if (!isRecord(value)) return { total: NO_USAGE, attributes: {} };
  const inputDetails = isRecord(value['input_tokens_details']) ? value['input_tokens_details'] : {};
  const outputDetails = isRecord(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  const counts = {
    input_token_count: countOf(value['input_tokens']),
    output_token_count: countOf(value['output_tokens']),
    cached_token_count: countOf(inputDetails['cached_tokens']),
    cache_write_token_count: countOf(inputDetails['cache_write_tokens']),
    reasoning_token_count: countOf(outputDetails['reasoning_tokens']),
    tool_token_count: countOf(value['total_tokens']),
  };
  const attributes: Defined<typeof counts> = defined(counts);
  return {
    total: {
      inputTokens: counts.input_token_count ?? 0,
      cachedInputTokens: counts.cached_token_count ?? 0,
      cacheWriteInputTokens: counts.cache_write_token_count ?? 0,
      outputTokens: counts.output_token_count ?? 0,
      reasoningOutputTokens: counts.reasoning_token_count ?? 0,
    },
    attributes,
  };
}
