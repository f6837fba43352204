import type { ConversationItem } from '@codex-langfuse/events';

import { attemptRequest, type AttemptOutcome } from './http-attempt.ts';
import { backoffMillis, pause } from './backoff.ts';
import { INTERRUPTED } from './model-failure.ts';
import type { ModelSession } from './model-session.ts';
import { requestBody } from './request-body.ts';

/** Sends a request until an event stream opens, repeating after 5xx and transport failures as the provider allows. */
export async function openStream(
  session: ModelSession,
  items: readonly ConversationItem[],
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const body = requestBody({ ...session, items });
  const input = [session.instructionsItem, ...items];
  const retries = session.config.modelProvider.requestMaxRetries;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptRequest(session, { body, input, attempt }, signal);
    if (outcome.kind === 'stream' || outcome.failure.retry !== 'request') return outcome;
    if (attempt >= retries) return attempt === 0 ? outcome : exhausted(outcome.failure, attempt + 1);
    await pause(backoffMillis(attempt + 1, session.random), signal);
    if (signal.aborted) return { kind: 'failed', failure: INTERRUPTED };
  }
}

function exhausted(failure: Extract<AttemptOutcome, { kind: 'failed' }>['failure'], attempts: number): AttemptOutcome {
  return { kind: 'failed', failure: { ...failure, message: `gave up after ${attempts} attempts: ${failure.message}` } };
}
