import type { AttributeValue } from '@codex-langfuse/events';
import { operations, writing } from '../vocabulary/attributes.ts';
import { providerName } from '../vocabulary/provider-name.ts';
import type { AssembledSpan } from './assembled-turn.ts';
import type { GenerationContent } from './generation-content.ts';
import { requestFailed, streamFailed, type RequestGroup } from './group-events.ts';
import { INTERRUPTED, isInterruption } from './interruption.ts';
import { costDetails } from './request-cost.ts';
import { tokenUsage, usageAttributes, type TokenUsage } from './request-usage.ts';
import { fine, minusMilliseconds, type Outcome, type SpanFactory } from './span-factory.ts';
import { ROOT_KEY } from './span-identity.ts';
import type { TurnFrame } from './turn-frame.ts';

/** The span of one attempt at the model, from its start to the end of its stream: a Langfuse GENERATION. */
export function requestSpan(
  turn: TurnFrame,
  group: RequestGroup,
  content: GenerationContent,
  makeSpan: SpanFactory,
): AssembledSpan {
  const request = group.request?.attributes;
  const end = group.end?.attributes;
  const { startUnixMicros, endUnixMicros } = requestTimes(turn, group);
  const requestModel = requestedModel(turn, group);
  const usage = reportedUsage(group);
  const failure = requestFailure(group);
  return makeSpan({
    key: group.key,
    parentKey: ROOT_KEY,
    name: `${operations.chat} ${requestModel}`,
    kind: 'client',
    observationType: 'generation',
    startUnixMicros,
    endUnixMicros,
    attributes: {
      [writing.operationName]: operations.chat,
      [writing.providerName]: request && providerName(request.provider_name),
      [writing.requestModel]: requestModel,
      [writing.requestReasoningLevel]: request?.model_reasoning_effort,
      // The tier that answered is the one to be paid, whatever was asked for.
      [writing.requestServiceTier]: end?.service_tier,
      [writing.responseModel]: end?.['response.model'],
      [writing.responseId]: end?.['response.id'],
      [writing.responseFinishReasons]: end?.finish_reason && [end.finish_reason],
      [writing.errorType]: failure?.type,
      ...firstTokenAttributes(startUnixMicros, end?.ttft_ms),
      ...usageAttributes(usage),
      [writing.costDetails]: costDetails({ requestModel, responseModel: end?.['response.model'] }, usage, {
        serviceTier: end?.service_tier,
        reported: end?.cost_usd,
      }),
      [writing.input]: content.input(group.request?.items?.input ?? [], group.request?.items?.tools ?? []),
      [writing.output]: content.output(group.end?.items?.output ?? []),
    },
    metadata: {
      purpose: request?.purpose,
      attempt: request?.attempt,
      endpoint: request?.endpoint,
      input_items: group.request?.items?.input?.length,
      'http.response.status_code': request?.['http.response.status_code'],
      service_tier: end?.service_tier,
    },
    outcome: requestOutcome(failure?.message, wasInterrupted(turn, group)),
    final: group.closed || turn.writerGone,
    events: group.events,
  });
}

/**
 * The usage of an attempt. Of one that got no stream it is nothing, and that is said: Langfuse counts the tokens of the
 * input itself where a generation has no usage, and would charge for a request that was turned away.
 */
export function reportedUsage({ request, end }: RequestGroup): TokenUsage {
  if (request !== undefined && requestFailed(request)) return { input: 0, output: 0 };
  return tokenUsage(end?.attributes ?? {});
}

export interface RequestFailure {
  /** `error.type`: the HTTP status, or what kind of failure it was. */
  readonly type: string;
  readonly message: string;
}

/** Why an attempt or its stream failed; `undefined` if it did not, or was interrupted. */
export function requestFailure({ request, end }: RequestGroup): RequestFailure | undefined {
  if (isInterruption(request?.attributes ?? {}) || isInterruption(end?.attributes ?? {})) return undefined;
  if (request !== undefined && requestFailed(request)) {
    const status = request.attributes['http.response.status_code'];
    const type = status === undefined ? 'connection_failed' : String(status);
    const fallback = status === undefined ? 'no answer' : `HTTP status ${status}`;
    return { type, message: request.attributes['error.message'] ?? fallback };
  }
  if (end === undefined || !streamFailed(end.attributes)) return undefined;
  return { type: 'stream_failed', message: end.attributes['error.message'] ?? 'stream failed' };
}

/** Whether a person, the end of the turn or that of its process kept the attempt from coming to an end of its own. */
export function wasInterrupted(turn: TurnFrame, { request, end, cutAtUnixMicros }: RequestGroup): boolean {
  if (isInterruption(request?.attributes ?? {}) || isInterruption(end?.attributes ?? {})) return true;
  const isComplete = end !== undefined || (request !== undefined && requestFailed(request));
  return !isComplete && (cutAtUnixMicros !== undefined || turn.writerGone);
}

/** From the start of the attempt to the end of its stream, or to where the turn was cut. */
export function requestTimes(
  turn: TurnFrame,
  { request, end, events, cutAtUnixMicros }: RequestGroup,
): { readonly startUnixMicros: number; readonly endUnixMicros: number } {
  const startUnixMicros = request
    ? minusMilliseconds(request.timeUnixMicros, request.attributes.duration_ms)
    : Math.min(events[0]?.timeUnixMicros ?? turn.beganUnixMicros, latestStart(end) ?? Infinity);
  const failedAt = request !== undefined && requestFailed(request) ? request.timeUnixMicros : undefined;
  return {
    startUnixMicros,
    endUnixMicros: failedAt ?? end?.timeUnixMicros ?? cutAtUnixMicros ?? turn.lastUnixMicros,
  };
}

/** The model asked for; the one in effect where the request itself was not seen. */
export function requestedModel(turn: TurnFrame, { request, end }: RequestGroup): string {
  return request?.attributes['request.model'] ?? end?.context.common.model ?? turn.context.common.model;
}

/** Where the request itself was not seen: its first token came this long after its start, and not after its end. */
function latestStart(end: RequestGroup['end']): number | undefined {
  return end && minusMilliseconds(end.timeUnixMicros, end.attributes.ttft_ms ?? 0);
}

function requestOutcome(failure: string | undefined, interrupted: boolean): Outcome {
  if (failure !== undefined) return { kind: 'error', message: failure };
  return interrupted ? { kind: 'warning', message: INTERRUPTED } : fine;
}

function firstTokenAttributes(
  startUnixMicros: number,
  milliseconds: number | undefined,
): Record<string, AttributeValue | undefined> {
  if (milliseconds === undefined || milliseconds < 0) return {};
  const time = new Date((startUnixMicros + milliseconds * 1000) / 1000);
  if (Number.isNaN(time.getTime())) return {};
  return {
    [writing.completionStartTime]: time.toISOString(),
    [writing.responseTimeToFirstChunk]: milliseconds / 1000,
  };
}
