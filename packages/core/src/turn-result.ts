/** Tokens of a whole turn: sums of what the provider reported for each response. */
export interface TurnUsage {
  /** Cached ones included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteInputTokens: number;
  /** Reasoning included. */
  readonly outputTokens: number;
  readonly reasoningOutputTokens: number;
}

/** Why a turn failed, for programs. The names are those of the real Codex where it has one. */
export type TurnErrorCode =
  | 'bad_request'
  | 'context_window_exceeded'
  | 'http_connection_failed'
  | 'internal_error'
  | 'interrupted'
  | 'invalid_response'
  | 'missing_api_key'
  | 'response_incomplete'
  | 'response_stream_disconnected'
  | 'response_too_many_failed_attempts'
  | 'server_overloaded'
  | 'unauthorized'
  | 'usage_limit_exceeded';

export interface TurnError {
  /** For a person: what happened and what to do. */
  readonly message: string;
  readonly code: TurnErrorCode;
}

interface TurnCommon {
  readonly turnId: string;
  /** The last assistant message; null when there was none. */
  readonly finalMessage: string | null;
  readonly usage: TurnUsage;
  readonly durationMillis: number;
}

export type TurnResult =
  | (TurnCommon & { readonly outcome: 'completed' })
  | (TurnCommon & { readonly outcome: 'failed'; readonly error: TurnError })
  | (TurnCommon & { readonly outcome: 'interrupted'; readonly error: TurnError });

export const NO_USAGE: TurnUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};

export function addUsage(left: TurnUsage, right: TurnUsage): TurnUsage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    cacheWriteInputTokens: left.cacheWriteInputTokens + right.cacheWriteInputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningOutputTokens: left.reasoningOutputTokens + right.reasoningOutputTokens,
  };
}
