import type { ConversationItem } from '@codex-langfuse/events';

import { millisSince } from '../clock.ts';
import { defined } from '../defined.ts';
import { errorCode, rootCause } from '../error-facts.ts';
import { isRecord, parseJson, stringOf, type JsonRecord } from '../record.ts';
import type { TurnUsage } from '../turn-result.ts';
import type { OpenStream } from './http-attempt.ts';
import { INTERRUPTED, type ModelFailure } from './model-failure.ts';
import type { ModelSession } from './model-session.ts';
import { readResponseItem } from './response-item.ts';
import { readUsage } from './response-usage.ts';
import { readServerEvents } from './server-events.ts';
import type { SilenceLimit } from './silence-limit.ts';
import { disconnected, responseFailed } from './stream-failure.ts';

export interface CompletedResponse {
  readonly kind: 'completed';
  readonly requestId: string;
  readonly output: readonly ConversationItem[];
  readonly usage: TurnUsage;
  readonly finishReason: FinishReason;
}

export type FinishReason = 'stop' | 'tool_calls' | 'length' | 'content_filter';

export type StreamOutcome = CompletedResponse | { readonly kind: 'failed'; readonly failure: ModelFailure };

/**
 * Reads one response. Items come from `response.output_item.done`; deltas are only passed on. Every event is recorded
 * as it arrives; the last one recorded is `response.completed` or `stream.failed`, and there is always exactly one.
 */
export async function readStream(
  session: ModelSession,
  stream: OpenStream,
  signal: AbortSignal,
  onFirstToken: () => void,
): Promise<StreamOutcome> {
  const output: ConversationItem[] = [];
  const reading = createReading(session, stream, output, onFirstToken);
  const messages = readServerEvents(stream.body, stream.silence);
  let failure = disconnected('stream closed before response.completed');
  try {
    for (let next = await messages.next(); next.done !== true; next = await messages.next()) {
      const step = reading.take(next.value.event, next.value.data);
      if (step?.kind === 'completed') {
        void readToEnd(messages, stream.silence);
        return step;
      }
      if (step?.kind === 'failed') {
        failure = step.failure;
        break;
      }
    }
  } catch (error) {
    failure = disconnected(stream.silence.exceeded() ? 'idle timeout waiting for SSE' : brokenStream(error));
  }
  stream.silence.abandon();
  if (signal.aborted) failure = INTERRUPTED;
  reading.fail(failure);
  return { kind: 'failed', failure };
}

const LONGEST_END_MILLIS = 250;

/** Takes what follows a completed response, normally nothing, so that the next request can use the same connection. */
async function readToEnd(messages: AsyncGenerator<unknown, void, undefined>, silence: SilenceLimit): Promise<void> {
  silence.stop();
  const timer = setTimeout(() => silence.abandon(), LONGEST_END_MILLIS);
  try {
    while ((await messages.next()).done !== true);
  } catch {
    // The response is complete: how its connection ends no longer matters.
  } finally {
    clearTimeout(timer);
  }
}

/** The reader's state between two events. */
function createReading(
  session: ModelSession,
  stream: OpenStream,
  output: ConversationItem[],
  onFirstToken: () => void,
) {
  const { clock, recorder } = session;
  let lastMicros = clock.nowMicros();
  let firstTokenMillis: number | undefined;
  const waited = (): number => {
    const millis = millisSince(clock, lastMicros);
    lastMicros = clock.nowMicros();
    return millis;
  };
  const tokenArrived = (): void => {
    if (firstTokenMillis !== undefined) return;
    firstTokenMillis = millisSince(clock, stream.startedMicros);
    onFirstToken();
  };

  const complete = (response: JsonRecord, finishReason: FinishReason): CompletedResponse => {
    const usage = readUsage(response['usage']);
    recorder.record(
      'sse_event',
      defined({
        'request.id': stream.requestId,
        'event.kind': 'response.completed',
        duration_ms: waited(),
        'response.id': stringOf(response['id']),
        'response.model': stringOf(response['model']),
        finish_reason: finishReason,
        ...usage.attributes,
        ttft_ms: firstTokenMillis,
        service_tier: stringOf(response['service_tier']),
      }),
      { output: [...output] },
    );
    return { kind: 'completed', requestId: stream.requestId, output, usage: usage.total, finishReason };
  };

  return {
    take(name: string | undefined, data: string): StreamOutcome | undefined {
      const parsed = parseJson(data);
      const payload = isRecord(parsed) ? parsed : {};
      const kind = name ?? stringOf(payload['type']) ?? 'message';
      const response = isRecord(payload['response']) ? payload['response'] : {};
      if (kind === 'response.completed') return complete(response, output.some(isCall) ? 'tool_calls' : 'stop');
      if (kind === 'response.incomplete') return complete(response, incompleteReason(response));
      if (kind === 'response.failed') return { kind: 'failed', failure: responseFailed(response) };
      if (kind === 'error')
        return {
          kind: 'failed',
          failure: responseFailed({ error: isRecord(payload['error']) ? payload['error'] : payload }),
        };
      const item = kind === 'response.output_item.done' ? readResponseItem(payload['item']) : undefined;
      if (kind === 'response.output_item.done' && item === undefined) {
        return { kind: 'failed', failure: disconnected('failed to parse response.output_item.done') };
      }
      const delta = kind.endsWith('.delta') ? stringOf(payload['delta']) : undefined;
      if (delta !== undefined || item !== undefined) tokenArrived();
      if (item !== undefined) output.push(item);
      const attributes = defined({ 'request.id': stream.requestId, 'event.kind': kind, duration_ms: waited(), delta });
      recorder.record('sse_event', attributes, item === undefined ? undefined : { output: [item] });
      return undefined;
    },
    fail(failure: ModelFailure): void {
      recorder.record(
        'sse_event',
        defined({
          'request.id': stream.requestId,
          'event.kind': 'stream.failed',
          duration_ms: waited(),
          ttft_ms: firstTokenMillis,
          'error.message': failure.summary,
        }),
      );
    },
  };
}

function isCall(item: ConversationItem): boolean {
  return item.type === 'function_call' || item.type === 'custom_tool_call';
}

function incompleteReason(response: JsonRecord): FinishReason {
  const details = response['incomplete_details'];
  return isRecord(details) && details['reason'] === 'content_filter' ? 'content_filter' : 'length';
}

function brokenStream(error: unknown): string {
  const code = errorCode(rootCause(error));
  return `stream broke before response.completed${code === undefined ? '' : ` (${code})`}`;
}
