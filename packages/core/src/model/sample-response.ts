import type { ConversationItem } from '@codex-langfuse/events';

import { backoffMillis, pause } from './backoff.ts';
import { credentialHint } from './http-failure.ts';
import { INTERRUPTED, type ModelFailure } from './model-failure.ts';
import type { ModelSession } from './model-session.ts';
import { openStream } from './open-stream.ts';
import { readStream, type StreamOutcome } from './read-stream.ts';

/**
 * Gets one complete response to the conversation. A stream that breaks is replaced by a whole new request, at most
 * `streamMaxRetries` times; what the broken stream had brought is dropped, and no tool of it has run.
 */
export async function sampleResponse(
  session: ModelSession,
  items: readonly ConversationItem[],
  signal: AbortSignal,
  onFirstToken: () => void,
): Promise<StreamOutcome> {
  const provider = session.config.modelProvider;
  if (provider.envKey !== undefined && provider.apiKey === undefined) {
    return { kind: 'failed', failure: missingKey(provider.envKey, credentialHint(provider)) };
  }
  for (let retry = 1; ; retry += 1) {
    const opened = await openStream(session, items, signal);
    const outcome = opened.kind === 'stream' ? await readStream(session, opened, signal, onFirstToken) : opened;
    if (outcome.kind === 'completed' || outcome.failure.retry !== 'stream') return outcome;
    if (retry > provider.streamMaxRetries) return outcome;
    session.onNotice(`Reconnecting... ${retry}/${provider.streamMaxRetries} (${outcome.failure.message})`);
    await pause(outcome.failure.retryAfterMillis ?? backoffMillis(retry, session.random), signal);
    if (signal.aborted) return { kind: 'failed', failure: INTERRUPTED };
  }
}

function missingKey(name: string, hint: string): ModelFailure {
  return {
    code: 'missing_api_key',
    message: `Missing environment variable: ${name}. ${hint}`,
    summary: `missing environment variable ${name}`,
    retry: 'none',
  };
}
