import type { ConversationItem } from '@codex-langfuse/events';

import { defined } from '../defined.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { byteLength } from '../text/bytes.ts';
import { decide, type Decision } from './decide.ts';
import { executeCall } from './execute-call.ts';
import { parseCall, type ParsedCall } from './parse-call.ts';
import { toolOutputItem, type ToolCall } from './tool-call.ts';
import { refused, type ToolOutcome } from './tool-outcome.ts';
import type { ToolSession } from './tool-session.ts';

export interface ToolRound {
  readonly calls: readonly ToolCall[];
  /** The request whose response made the calls. */
  readonly requestId: string;
  readonly turnId: string;
  readonly parallel: boolean;
  readonly recorder: EventRecorder;
}

/**
 * Decides on all calls of a response, then runs them: in order, with neighbouring commands side by side when
 * `parallel`. Every call gets an output item, also when it was refused or the turn was interrupted, because the
 * provider accepts no call without an output.
 */
export async function runToolCalls(
  session: ToolSession,
  round: ToolRound,
  signal: AbortSignal,
): Promise<{ readonly outputs: readonly ConversationItem[]; readonly aborted: boolean }> {
  const decided: DecidedCall[] = [];
  for (const call of round.calls) decided.push(await decideCall(session, round, call, signal));
  const stopped = decided.some(({ decision }) => decision?.decision === 'abort');
  const outputs: ConversationItem[] = [];
  for (const group of groups(decided, round.parallel)) {
    const finished = group.map(async (one) => {
      const outcome =
        stopped || signal.aborted
          ? refused('aborted by the user', 'interrupted')
          : await outcomeOf(session, one, signal);
      recordResult(round, one, outcome);
      return toolOutputItem(one.call, outcome.text);
    });
    outputs.push(...(await Promise.all(finished)));
  }
  return { outputs, aborted: stopped };
}

interface DecidedCall {
  readonly call: ToolCall;
  readonly parsed: ParsedCall;
  /** None for a call that cannot be run at all. */
  readonly decision?: Decision;
}

async function decideCall(
  session: ToolSession,
  round: ToolRound,
  call: ToolCall,
  signal: AbortSignal,
): Promise<DecidedCall> {
  const parsed = parseCall(call, session.cwd);
  if (parsed.kind === 'invalid') return { call, parsed };
  const decision: Decision =
    parsed.kind === 'plan'
      ? { decision: 'approved', source: 'Config' }
      : await decide(session, call, parsed, round.turnId, signal);
  round.recorder.record(
    'tool_decision',
    defined({
      tool_name: call.name,
      call_id: call.callId,
      decision: decision.decision,
      source: decision.source,
      wait_ms: decision.waitMillis,
      arguments: call.input,
    }),
  );
  return { call, parsed, decision };
}

/** Neighbouring commands form a group; everything else stands alone, because it changes what the others see. */
function groups(calls: readonly DecidedCall[], parallel: boolean): readonly (readonly DecidedCall[])[] {
  const result: DecidedCall[][] = [];
  for (const call of calls) {
    const last = result.at(-1);
    if (parallel && call.parsed.kind === 'command' && last?.[0]?.parsed.kind === 'command') last.push(call);
    else result.push([call]);
  }
  return result;
}

async function outcomeOf(
  session: ToolSession,
  { parsed, decision }: DecidedCall,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  if (parsed.kind === 'invalid') return refused(parsed.message, parsed.summary);
  if (decision?.refusal !== undefined) return refused(decision.refusal, 'denied');
  return executeCall(session, parsed, signal);
}

function recordResult(round: ToolRound, { call }: DecidedCall, outcome: ToolOutcome): void {
  const common = { tool_name: call.name, call_id: call.callId };
  if (outcome.sandbox !== undefined) {
    const spent = Math.round(outcome.durationMillis);
    round.recorder.record('sandbox_outcome', { ...common, outcome: outcome.sandbox, initial_duration_ms: spent });
  }
  round.recorder.record(
    'tool_result',
    defined({
      ...common,
      'request.id': round.requestId,
      duration_ms: outcome.durationMillis,
      success: outcome.success,
      exit_code: outcome.exitCode,
      'error.message': outcome.errorMessage,
      arguments: call.input,
      arguments_length: byteLength(call.input),
      output: outcome.text,
      output_length: outcome.outputBytes,
      output_truncated: outcome.truncated ? true : undefined,
    }),
  );
}
