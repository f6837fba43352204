import type { ConversationItem } from '@codex-langfuse/events';
import { v4 as newUuid } from 'uuid';

import { millisSince } from '../clock.ts';
import { defined } from '../defined.ts';
import { errorCode, errorText, rootCause } from '../error-facts.ts';
import { credentialHint, httpFailure } from './http-failure.ts';
import { INTERRUPTED, type ModelFailure } from './model-failure.ts';
import type { ModelSession } from './model-session.ts';
import { createSilenceLimit, type SilenceLimit } from './silence-limit.ts';

const ENDPOINT = '/responses';
const LARGEST_ERROR_BODY = 64 * 1024;

/** An answer whose headers say that an event stream follows. */
export interface OpenStream {
  readonly kind: 'stream';
  readonly requestId: string;
  readonly startedMicros: number;
  readonly body: ReadableStream<Uint8Array>;
  /** Aborts the request when the server falls silent. */
  readonly silence: SilenceLimit;
}

export type AttemptOutcome = OpenStream | { readonly kind: 'failed'; readonly failure: ModelFailure };

/** Sends the request once and records one `api_request` when the headers are there or the attempt failed. */
export async function attemptRequest(
  session: ModelSession,
  request: { readonly body: string; readonly input: readonly ConversationItem[]; readonly attempt: number },
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const requestId = newUuid();
  const startedMicros = session.clock.nowMicros();
  const answer = await send(session, request.body, signal);
  const failure = answer.kind === 'failed' ? answer.failure : undefined;
  session.recorder.record(
    'api_request',
    defined({
      'request.id': requestId,
      purpose: 'main' as const,
      'request.model': session.config.model,
      provider_name: session.config.modelProvider.name,
      attempt: request.attempt,
      duration_ms: millisSince(session.clock, startedMicros),
      endpoint: ENDPOINT,
      'http.response.status_code': answer.status,
      'error.message': failure?.summary,
      model_reasoning_effort: session.config.modelReasoningEffort,
    }),
    { input: request.input, tools: session.tools },
  );
  if (answer.kind === 'failed') return { kind: 'failed', failure: answer.failure };
  return { kind: 'stream', requestId, startedMicros, body: answer.body, silence: answer.silence };
}

type Answer =
  | {
      readonly kind: 'stream';
      readonly status: number;
      readonly body: ReadableStream<Uint8Array>;
      readonly silence: SilenceLimit;
    }
  | { readonly kind: 'failed'; readonly status: number | undefined; readonly failure: ModelFailure };

async function send(session: ModelSession, body: string, signal: AbortSignal): Promise<Answer> {
  const provider = session.config.modelProvider;
  const url = requestUrl(provider.baseUrl, provider.queryParams);
  const silence = createSilenceLimit(provider.streamIdleTimeoutMillis, signal);
  try {
    // Redirects are not followed: they would carry the provider's headers to another host.
    const response = await session.fetch(url, {
      method: 'POST',
      headers: session.headers,
      body,
      signal: silence.signal,
      redirect: 'manual',
    });
    silence.heard();
    const contentType = response.headers.get('content-type') ?? '';
    if (response.ok && response.body !== null && !/json|html/i.test(contentType)) {
      return { kind: 'stream', status: response.status, body: response.body, silence };
    }
    const text = await readStart(response);
    silence.stop();
    const failure = response.ok
      ? notAStream(url, contentType)
      : httpFailure({
          status: response.status,
          body: text,
          url,
          requestId: response.headers.get('x-request-id'),
          provider,
          model: session.config.model,
        });
    return { kind: 'failed', status: response.status, failure };
  } catch (error) {
    silence.stop();
    if (signal.aborted) return { kind: 'failed', status: undefined, failure: INTERRUPTED };
    return {
      kind: 'failed',
      status: undefined,
      failure: transportFailure(url, error, silence.exceeded(), credentialHint(provider)),
    };
  }
}

function requestUrl(baseUrl: string, queryParams: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(queryParams).toString();
  return `${baseUrl}${ENDPOINT}${query === '' ? '' : `?${query}`}`;
}

function notAStream(url: string, contentType: string): ModelFailure {
  return {
    code: 'invalid_response',
    message: `${url} answered with ${contentType || 'an empty body'} instead of an event stream. Check base_url of the provider: it must speak the Responses API.`,
    summary: 'not an event stream',
    retry: 'none',
  };
}

function transportFailure(url: string, error: unknown, silent: boolean, hint: string): ModelFailure {
  if (silent) {
    const message = `timed out waiting for an answer from ${url}`;
    return { code: 'http_connection_failed', message, summary: 'timed out waiting for an answer', retry: 'request' };
  }
  const cause = rootCause(error);
  const code = errorCode(cause);
  // Without a system code it is a request that cannot be made at all, such as one to a URL that is none.
  const retry = code === undefined || code === 'ERR_INVALID_URL' ? 'none' : 'request';
  const detail = code === undefined ? errorText(cause) : `${errorText(cause)} (${code})`;
  const advice = retry === 'none' ? `Check base_url and http_headers. ${hint}` : 'Check base_url and the network.';
  return {
    code: 'http_connection_failed',
    message: `could not reach ${url}: ${detail}\n${advice}`,
    summary: `connection failed${code === undefined ? '' : `: ${code}`}`,
    retry,
  };
}

/** The start of an error body: enough for its message, whatever the server sends. */
async function readStart(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= LARGEST_ERROR_BODY) break;
  }
  return text;
}
