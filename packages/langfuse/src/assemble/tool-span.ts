import type { EventEnvelope } from '@codex-langfuse/events';
import { operations, writing } from '../vocabulary/attributes.ts';
import type { AssembledSpan, ContentPolicy } from './assembled-turn.ts';
import { capturedAttribute } from './captured.ts';
import type { DecisionGroup, ToolGroup } from './group-events.ts';
import { INTERRUPTED, isInterruption } from './interruption.ts';
import { fine, minusMilliseconds, type Outcome, type SpanFactory } from './span-factory.ts';
import { ROOT_KEY } from './span-identity.ts';
import type { TurnFrame } from './turn-frame.ts';

/**
 * The span of one tool call, from the moment it was decided about (so that it contains the wait for a person) to its
 * result. `duration_ms` in the metadata is the time the tool itself ran.
 */
export function toolSpan(
  turn: TurnFrame,
  group: ToolGroup,
  policy: ContentPolicy,
  makeSpan: SpanFactory,
): AssembledSpan {
  const result = group.result?.attributes;
  const name = toolName(group);
  const closed = group.closed || turn.writerGone;
  const outcome = closed ? toolOutcome(group) : fine;
  return makeSpan({
    key: group.key,
    parentKey: ROOT_KEY,
    name: `${operations.executeTool} ${name}`,
    observationType: 'tool',
    ...toolTimes(turn, group),
    attributes: {
      [writing.operationName]: operations.executeTool,
      [writing.toolName]: name,
      [writing.toolType]: 'function',
      [writing.toolCallId]: group.callId,
      [writing.toolCallArguments]: result && toolArguments(result, policy),
      [writing.toolCallResult]: result && toolOutput(result, policy),
      [writing.errorType]: outcome.kind === 'error' ? (result?.['error.type'] ?? 'tool_error') : undefined,
    },
    metadata: {
      exit_code: result?.exit_code,
      success: result?.success,
      duration_ms: result?.duration_ms,
      'request.id': result?.['request.id'],
      output_truncated: result?.output_truncated,
      decision: group.decisions.at(-1)?.attributes.decision,
      sandbox_outcome: group.sandbox?.attributes.outcome,
      sandbox_duration_ms: group.sandbox?.attributes.initial_duration_ms,
    },
    outcome,
    final: closed,
    events: group.events,
  });
}

/** A decision as a moment under its tool, and the wait for it if a person was asked. */
export function decisionSpans({ key, event, toolKey }: DecisionGroup, makeSpan: SpanFactory): AssembledSpan[] {
  const { decision, source, wait_ms: waited } = event.attributes;
  const shared = {
    parentKey: toolKey,
    endUnixMicros: event.timeUnixMicros,
    metadata: { decision, source },
    final: true,
    events: [event],
  };
  const moment = makeSpan({
    ...shared,
    key,
    name: 'tool_decision',
    observationType: 'event',
    startUnixMicros: event.timeUnixMicros,
  });
  if (waited === undefined) return [moment];
  const wait = makeSpan({
    ...shared,
    key: `wait/${event.sequence}`,
    name: 'approval_wait',
    observationType: 'span',
    startUnixMicros: minusMilliseconds(event.timeUnixMicros, waited),
  });
  return [wait, moment];
}

const refusals: Readonly<Record<string, string>> = {
  denied: 'denied',
  denied_with_network_policy_deny: 'denied',
  timed_out: 'approval timed out',
  abort: 'aborted',
};

/** A refusal or an interruption is no fault of anybody's: a warning. A command that failed or that the sandbox stopped is an error. */
function toolOutcome({ decisions, sandbox, result }: ToolGroup): Outcome {
  const decision = decisions.at(-1)?.attributes.decision;
  const refusal = decision === undefined || result?.attributes.success === true ? undefined : refusals[decision];
  if (refusal !== undefined) return { kind: 'warning', message: refusal };
  if (sandbox?.attributes.outcome === 'denied') return { kind: 'error', message: 'denied by the sandbox' };
  if (result === undefined || isInterruption(result.attributes)) return { kind: 'warning', message: INTERRUPTED };
  const { success, exit_code: exitCode, 'error.message': message } = result.attributes;
  if (message === 'denied') return { kind: 'warning', message };
  if (message !== undefined) return { kind: 'error', message };
  if (exitCode !== undefined && exitCode !== 0) return { kind: 'error', message: `exit code ${exitCode}` };
  return success ? fine : { kind: 'error', message: 'failed' };
}

/** From the first decision about the call to its result; around all its events, even if the clock was set back. */
function toolTimes(
  turn: TurnFrame,
  { decisions, result, events, cutAtUnixMicros }: ToolGroup,
): Pick<AssembledSpan, 'startUnixMicros' | 'endUnixMicros'> {
  let start = Infinity;
  let end = result?.timeUnixMicros ?? cutAtUnixMicros ?? turn.lastUnixMicros;
  for (const { timeUnixMicros, attributes } of decisions)
    start = Math.min(start, minusMilliseconds(timeUnixMicros, attributes.wait_ms ?? 0));
  if (result !== undefined)
    start = Math.min(start, minusMilliseconds(result.timeUnixMicros, result.attributes.duration_ms));
  for (const { timeUnixMicros } of events) {
    start = Math.min(start, timeUnixMicros);
    end = Math.max(end, timeUnixMicros);
  }
  return { startUnixMicros: start, endUnixMicros: end };
}

function toolName({ result, decisions, sandbox }: ToolGroup): string {
  return (result ?? decisions[0] ?? sandbox)?.attributes.tool_name ?? 'tool';
}

type ToolResult = EventEnvelope<'tool_result'>['attributes'];

function toolArguments({ arguments: given, arguments_length: length }: ToolResult, policy: ContentPolicy): string {
  return capturedAttribute(given, 'tool_arguments', policy, { length, unit: 'bytes' });
}

function toolOutput({ output, output_length: length }: ToolResult, policy: ContentPolicy): string {
  return capturedAttribute(output, 'tool_output', policy, { length, unit: 'bytes' });
}
