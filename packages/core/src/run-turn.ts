import type { ConversationItem } from '@codex-langfuse/events';

import { millisSince } from './clock.ts';
import { defined } from './defined.ts';
import { errorText } from './error-facts.ts';
import { userMessage } from './instructions/user-message.ts';
import { INTERRUPTED, type ModelFailure } from './model/model-failure.ts';
import type { ModelSession } from './model/model-session.ts';
import type { CompletedResponse } from './model/read-stream.ts';
import { assistantText, canBeSentBack } from './model/response-item.ts';
import { sampleResponse } from './model/sample-response.ts';
import { byteLength } from './text/bytes.ts';
import { runToolCalls } from './tools/run-tool-calls.ts';
import { toolCallsOf } from './tools/tool-call.ts';
import type { ToolSession } from './tools/tool-session.ts';
import { addUsage, NO_USAGE, type TurnError, type TurnResult, type TurnUsage } from './turn-result.ts';

export interface TurnInput {
  readonly turnId: string;
  readonly prompt: string;
  /** The conversation so far; the turn adds to it. */
  readonly history: ConversationItem[];
  readonly model: ModelSession;
  readonly tools: ToolSession;
  readonly signal: AbortSignal;
  readonly onFailure: (error: TurnError) => void;
}

/** Runs one turn: request, tools, request, … until a response calls no tool, something fails, or the signal aborts. */
export async function runTurn(input: TurnInput): Promise<TurnResult> {
  const { recorder, clock } = input.model;
  const startMicros = clock.nowMicros();
  recorder.record('user_prompt', { prompt_length: [...input.prompt].length, prompt: input.prompt });
  input.history.push(userMessage(input.prompt));
  const progress: TurnProgress = { finalMessage: null, usage: NO_USAGE };
  const failure = await untilDone(input, progress, startMicros).catch(internalFailure);
  const { finalMessage, usage } = progress;
  if (finalMessage !== null) {
    recorder.record('agent_response', { response_length: byteLength(finalMessage), response: finalMessage });
  }
  const outcome = outcomeOf(failure);
  const error = failure === undefined ? undefined : { message: failure.message, code: failure.code };
  if (error !== undefined) input.onFailure(error);
  const durationMillis = millisSince(clock, startMicros);
  recorder.record('turn_ended', defined({ outcome, duration_ms: durationMillis, 'error.message': failure?.summary }));
  const common = { turnId: input.turnId, finalMessage, usage, durationMillis };
  if (error === undefined || outcome === 'completed') return { ...common, outcome: 'completed' };
  return { ...common, outcome, error };
}

function outcomeOf(failure: ModelFailure | undefined): TurnResult['outcome'] {
  if (failure === undefined) return 'completed';
  return failure.code === 'interrupted' ? 'interrupted' : 'failed';
}

/** What the turn has brought so far; it counts also when the turn then fails. */
interface TurnProgress {
  finalMessage: string | null;
  usage: TurnUsage;
}

/** Undefined when the turn completed. */
async function untilDone(
  input: TurnInput,
  progress: TurnProgress,
  startMicros: number,
): Promise<ModelFailure | undefined> {
  const { model, history, signal } = input;
  const onFirstToken = once(() =>
    model.recorder.record('turn_ttft', { duration_ms: millisSince(model.clock, startMicros) }),
  );
  for (;;) {
    const response = await sampleResponse(model, history, signal, onFirstToken);
    if (response.kind === 'failed') return response.failure;
    progress.usage = addUsage(progress.usage, response.usage);
    progress.finalMessage = lastMessage(response.output) ?? progress.finalMessage;
    const incomplete = incompleteFailure(response);
    if (incomplete !== undefined) return incomplete;
    const calls = toolCallsOf(response.output);
    const round = {
      calls,
      requestId: response.requestId,
      turnId: input.turnId,
      parallel: model.parallelToolCalls,
      recorder: model.recorder,
    };
    const { outputs, aborted } = await runToolCalls(input.tools, round, signal);
    // Together, because the provider accepts no call without its output.
    history.push(...response.output.filter(canBeSentBack), ...outputs);
    if (calls.length === 0) return undefined;
    if (aborted || signal.aborted) return INTERRUPTED;
  }
}

/** A bug here or in what the caller passed in; the turn is closed all the same, so that its trace is. */
function internalFailure(error: unknown): ModelFailure {
  return {
    code: 'internal_error',
    message: `internal error: ${errorText(error)}`,
    summary: 'internal error',
    retry: 'none',
  };
}

function lastMessage(items: readonly ConversationItem[]): string | undefined {
  return items.map(assistantText).findLast((text) => text !== undefined && text !== '');
}

/** A response that was cut short is no answer, and a call in it may be cut as well. */
function incompleteFailure(response: CompletedResponse): ModelFailure | undefined {
  if (response.finishReason !== 'length' && response.finishReason !== 'content_filter') return undefined;
  const limit = response.finishReason === 'length';
  return {
    code: 'response_incomplete',
    message: limit
      ? 'The response was cut off at the model’s output limit. Ask for less at once, or lower the reasoning effort.'
      : 'The provider’s content filter stopped the response. Word the prompt differently.',
    summary: limit ? 'response incomplete: max_output_tokens' : 'response incomplete: content_filter',
    retry: 'none',
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
