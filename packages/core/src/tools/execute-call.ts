import { millisSince } from '../clock.ts';
import { writablePathCheck } from '../sandbox/writable-paths.ts';
import { byteLength } from '../text/bytes.ts';
import { applyPatch } from './apply-patch/apply-patch.ts';
import type { CommandCall, PatchCall } from './parse-call.ts';
import { runCommand } from './run-command.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { ToolSession } from './tool-session.ts';

/** Runs an approved call. */
export async function executeCall(
  session: ToolSession,
  parsed: CommandCall | PatchCall | { readonly kind: 'plan' },
  signal: AbortSignal,
): Promise<ToolOutcome> {
  if (parsed.kind === 'command') return runCommand(session, parsed, signal);
  if (parsed.kind === 'plan') return succeeded('Plan updated', 0);
  const startMicros = session.clock.nowMicros();
  const checkPath = writablePathCheck(session.config.sandboxMode, session.writableRoots);
  const outcome = await applyPatch(parsed.patch, parsed.workdir, checkPath);
  const durationMillis = millisSince(session.clock, startMicros);
  if (outcome.kind === 'applied') return succeeded(outcome.text, durationMillis);
  return {
    text: outcome.text,
    success: false,
    durationMillis,
    outputBytes: byteLength(outcome.text),
    truncated: false,
    errorMessage: outcome.summary,
    ...(outcome.summary === 'blocked by the sandbox' ? { sandbox: 'denied' } : {}),
  };
}

function succeeded(text: string, durationMillis: number): ToolOutcome {
  return { text, success: true, durationMillis, outputBytes: byteLength(text), truncated: false };
}
