import type { EventAttributes } from '@codex-langfuse/events';

import { millisSince } from '../clock.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../conversation-input.ts';
import { isKnownSafe } from './known-safe.ts';
import type { CommandCall, PatchCall } from './parse-call.ts';
import type { ToolCall } from './tool-call.ts';
import type { ToolSession } from './tool-session.ts';

export interface Decision {
  readonly decision: EventAttributes<'tool_decision'>['decision'];
  readonly source: 'Config' | 'User';
  /** How long a person was asked, in milliseconds. */
  readonly waitMillis?: number;
  /** What the model is told about a refusal. */
  readonly refusal?: string;
}

/** Decides whether a call may run, by the approval policy and, where it says so, by asking. */
export async function decide(
  session: ToolSession,
  call: ToolCall,
  parsed: CommandCall | PatchCall,
  turnId: string,
  signal: AbortSignal,
): Promise<Decision> {
  const policy = session.config.approvalPolicy;
  const escalates =
    parsed.kind === 'command' && parsed.outsideSandbox && session.config.sandboxMode !== 'danger-full-access';
  if (policy === 'never' || policy === 'on-failure') {
    if (!escalates) return { decision: 'approved', source: 'Config' };
    return denied(
      'Config',
      `the approval policy is ${policy}: the command may not leave the sandbox. Run it without asking for that.`,
    );
  }
  const harmless = parsed.kind === 'command' && isKnownSafe(parsed.command);
  const mustAsk = escalates || (policy === 'untrusted' && !harmless);
  return mustAsk
    ? ask(session, approvalRequest(call, parsed, turnId, escalates), signal)
    : { decision: 'approved', source: 'Config' };
}

function approvalRequest(
  call: ToolCall,
  parsed: CommandCall | PatchCall,
  turnId: string,
  outsideSandbox: boolean,
): ApprovalRequest {
  const text =
    parsed.kind === 'patch'
      ? parsed.patch
      : typeof parsed.command === 'string'
        ? parsed.command
        : parsed.command.join(' ');
  const justification = parsed.kind === 'command' ? parsed.justification : undefined;
  return {
    turnId,
    callId: call.callId,
    toolName: call.name,
    kind: parsed.kind,
    text,
    workdir: parsed.workdir,
    outsideSandbox,
    ...(justification === undefined ? {} : { justification }),
  };
}

async function ask(session: ToolSession, request: ApprovalRequest, signal: AbortSignal): Promise<Decision> {
  const key = JSON.stringify([request.kind, request.text, request.workdir, request.outsideSandbox]);
  if (session.approvedForSession.has(key)) return { decision: 'approved_for_session', source: 'User' };
  if (session.approve === undefined) return denied('Config', 'nobody can be asked for approval here.');
  const startMicros = session.clock.nowMicros();
  const answer = await Promise.race([session.approve(request), aborted(signal)]);
  const waitMillis = millisSince(session.clock, startMicros);
  if (answer === 'approved_for_session') session.approvedForSession.add(key);
  if (answer === 'denied') return { ...denied('User', 'the user rejected it.'), waitMillis };
  return { decision: answer, source: 'User', waitMillis };
}

function denied(source: Decision['source'], why: string): Decision {
  return { decision: 'denied', source, refusal: `The call was rejected: ${why}` };
}

function aborted(signal: AbortSignal): Promise<ApprovalAnswer> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('abort');
    else signal.addEventListener('abort', () => resolve('abort'), { once: true });
  });
}
