import { statSync } from 'node:fs';

import { millisSince } from '../clock.ts';
import { sandboxCommand } from '../sandbox/sandbox-command.ts';
import { byteLength } from '../text/bytes.ts';
import { childEnvironment } from './child-environment.ts';
import { formatCommandOutput } from './command-output.ts';
import type { CommandCall } from './parse-call.ts';
import { runProcess, type ProcessOutcome } from './run-process.ts';
import { refused, type ToolOutcome } from './tool-outcome.ts';
import type { ToolSession } from './tool-session.ts';

/** As `timeout(1)` reports it. */
const TIMED_OUT_EXIT_CODE = 124;

/** Runs a command, in the sandbox unless the user let it out. */
export async function runCommand(session: ToolSession, call: CommandCall, signal: AbortSignal): Promise<ToolOutcome> {
  const { config, platform } = session;
  const escalated = call.outsideSandbox && config.sandboxMode !== 'danger-full-access';
  const mode = escalated ? 'danger-full-access' : config.sandboxMode;
  if (!isFolder(call.workdir))
    return refused(`the folder ${call.workdir} does not exist`, 'working folder does not exist');
  const inner = typeof call.command === 'string' ? session.shell.argv(call.command) : call.command;
  const command = sandboxCommand({
    mode,
    argv: inner,
    workdir: call.workdir,
    writableRoots: session.writableRoots,
    env: session.env,
    platform,
  });
  if (command.kind === 'unavailable') return { ...refused(command.reason, 'no sandbox available'), sandbox: 'denied' };
  const sandboxed = command.kind === 'sandboxed';
  const startMicros = session.clock.nowMicros();
  const outcome = await runProcess({
    argv: command.argv,
    workdir: call.workdir,
    env: childEnvironment(
      config,
      session.env,
      sandboxed ? { CODEX_SANDBOX: command.mechanism, CODEX_SANDBOX_NETWORK_DISABLED: '1' } : {},
    ),
    timeoutMillis: call.timeoutMillis,
    outputBudgetBytes: call.outputBudgetBytes,
    platform,
    signal,
  });
  const durationMillis = millisSince(session.clock, startMicros);
  const described = describe(outcome, call, durationMillis, sandboxed);
  return escalated ? { ...described, sandbox: 'escalated' } : described;
}

function describe(outcome: ProcessOutcome, call: CommandCall, durationMillis: number, sandboxed: boolean): ToolOutcome {
  if (outcome.kind === 'not_started') {
    return {
      ...refused(`the command could not be started: ${outcome.reason}`, 'could not be started'),
      durationMillis,
    };
  }
  const { output } = outcome;
  const exitCode = outcome.kind === 'exited' ? outcome.exitCode : TIMED_OUT_EXIT_CODE;
  const note =
    outcome.kind === 'timed_out'
      ? `command timed out after ${call.timeoutMillis} milliseconds\n`
      : outcome.kind === 'interrupted'
        ? 'command interrupted by the user\n'
        : '';
  const text = formatCommandOutput({ exitCode, durationMillis, output: `${note}${output.text}` });
  const outputBytes = byteLength(text) - byteLength(output.text) + output.totalBytes;
  const common = { text, durationMillis, outputBytes, truncated: output.truncated };
  if (outcome.kind === 'timed_out')
    return { ...common, success: false, errorMessage: 'timed out', ...(sandboxed ? { sandbox: 'timed_out' } : {}) };
  if (outcome.kind === 'interrupted') return { ...common, success: false, errorMessage: 'interrupted' };
  if (exitCode === 0) return { ...common, success: true, exitCode };
  if (sandboxed && output.text.startsWith('bwrap: ')) {
    const hint =
      'The sandbox could not start, so the command was not run. To run commands without a sandbox, start with -s danger-full-access.\n';
    return {
      ...common,
      text: `${hint}${text}`,
      success: false,
      errorMessage: 'sandbox could not start',
      sandbox: 'denied',
    };
  }
  return {
    ...common,
    success: false,
    exitCode,
    ...(sandboxed && looksDenied(output.text) ? { sandbox: 'denied' } : {}),
  };
}

/** What programs say when the sandbox stops them; the real Codex judges by the same words. */
function looksDenied(output: string): boolean {
  return /operation not permitted|permission denied|read-only file system|network is unreachable|could not resolve host|temporary failure in name resolution/i.test(
    output,
  );
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
