import type { TraceWithDetails } from '@codex-langfuse/langfuse';

export interface TraceTotals {
  /** Cached ones included. */
  readonly inputTokens: number;
  /** Reasoning included. */
  readonly outputTokens: number;
  readonly cachedTokens: number;
  /** USD. */
  readonly totalCost: number;
}

export function traceTotals(trace: TraceWithDetails): TraceTotals {
  const sum = (read: (observation: TraceWithDetails['observations'][number]) => number): number =>
    trace.observations.reduce((total, observation) => total + read(observation), 0);
  return {
    inputTokens: sum(({ usage }) => usage.input),
    outputTokens: sum(({ usage }) => usage.output),
    cachedTokens: sum(({ usageDetails }) => usageDetails['input_cached_tokens'] ?? 0),
    totalCost: trace.totalCost,
  };
}
