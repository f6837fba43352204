import { isRecord, stringOf } from '../record.ts';
import { identifier } from './http-failure.ts';
import type { ModelFailure } from './model-failure.ts';

/** What `response.failed` means: a few codes end the turn, all others may be tried anew. */
export function responseFailed(response: unknown): ModelFailure {
  const error = isRecord(response) && isRecord(response['error']) ? response['error'] : {};
  const code = identifier(error['code']);
  const said = (stringOf(error['message']) ?? 'the provider gave no reason').slice(0, 1000);
  const summary = `response.failed${code === undefined ? '' : `: ${code}`}`;
  if (code === 'context_length_exceeded') {
    const hint =
      'The conversation is longer than the model takes: start a new one, or use a model with a larger context window.';
    return { code: 'context_window_exceeded', message: `${said}\n${hint}`, summary, retry: 'none' };
  }
  if (code === 'insufficient_quota' || code === 'usage_not_included') {
    const hint = 'Check plan and billing at the provider.';
    return { code: 'usage_limit_exceeded', message: `${said}\n${hint}`, summary, retry: 'none' };
  }
  if (code === 'invalid_prompt') return { code: 'bad_request', message: said, summary, retry: 'none' };
  const retryAfterMillis = code === 'rate_limit_exceeded' ? askedPause(said) : undefined;
  return {
    code: code === 'rate_limit_exceeded' ? 'usage_limit_exceeded' : 'server_overloaded',
    message: said,
    summary,
    retry: 'stream',
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }),
  };
}

export function disconnected(summary: string): ModelFailure {
  return { code: 'response_stream_disconnected', message: summary, summary, retry: 'stream' };
}

const LONGEST_ASKED_PAUSE_MILLIS = 120_000;

/** Reads `try again in 1.5s` or `try again in 350ms`. */
function askedPause(text: string): number | undefined {
  const found = /try again in (\d{1,9}(?:\.\d{1,9})?)\s*(ms|s)/i.exec(text);
  if (found === null) return undefined;
  const millis = Number(found[1]) * (found[2]?.toLowerCase() === 's' ? 1000 : 1);
  return Math.min(millis, LONGEST_ASKED_PAUSE_MILLIS);
}
