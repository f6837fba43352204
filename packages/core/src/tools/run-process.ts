import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

import { errorCode, errorText } from '../error-facts.ts';
import { createOutputCollector, type CollectedOutput } from './output-collector.ts';

/** After the process itself has ended, how long its output may still be on its way. */
const DRAIN_MILLIS = 250;

export type ProcessOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly output: CollectedOutput }
  | { readonly kind: 'timed_out' | 'interrupted'; readonly output: CollectedOutput }
  | { readonly kind: 'not_started'; readonly reason: string };

export interface ProcessInput {
  readonly argv: readonly string[];
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly outputBudgetBytes: number;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}

/**
 * Runs a program to its end in a process group of its own, without input. When it ends, times out or is interrupted,
 * the whole group is killed: nothing that it started stays behind. Stdout and stderr come as one stream, in the order
 * in which they were written (on Windows: in which they arrived).
 */
export function runProcess(input: ProcessInput): Promise<ProcessOutcome> {
  const collector = createOutputCollector(input.outputBudgetBytes);
  if (input.signal.aborted) return Promise.resolve({ kind: 'interrupted', output: collector.collect() });
  return new Promise((resolve) => {
    const child = start(input);
    if (typeof child === 'string') return resolve({ kind: 'not_started', reason: child });
    let ending: 'timed_out' | 'interrupted' | undefined;
    const end = (how: 'timed_out' | 'interrupted'): void => {
      ending ??= how;
      killGroup(child, input.platform);
    };
    const interrupt = (): void => end('interrupted');
    const timer = setTimeout(() => end('timed_out'), input.timeoutMillis);
    input.signal.addEventListener('abort', interrupt, { once: true });
    const settle = (outcome: ProcessOutcome): void => {
      clearTimeout(timer);
      input.signal.removeEventListener('abort', interrupt);
      resolve(outcome);
    };
    child.stdout.on('data', (chunk: Buffer) => collector.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => collector.add(chunk));
    child.once('error', (error) => settle({ kind: 'not_started', reason: error.message }));
    child.once('exit', (code, signalName) => {
      killGroup(child, input.platform);
      const finish = (): void => {
        clearTimeout(drain);
        child.stdout.destroy();
        child.stderr.destroy();
        const output = collector.collect();
        settle(
          ending === undefined
            ? { kind: 'exited', exitCode: code ?? signalExitCode(signalName), output }
            : { kind: ending, output },
        );
      };
      const drain = setTimeout(finish, DRAIN_MILLIS);
      child.once('close', finish);
    });
  });
}

/** The process, or why the system would not even try: a command line that is too long, for example. */
function start(input: ProcessInput): ChildProcessByStdio<null, Readable, Readable> | string {
  const [program = '', ...programArguments] = joinedOutput(input.argv, input.platform);
  try {
    return spawn(program, programArguments, {
      cwd: input.workdir,
      env: input.env,
      detached: input.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    return errorText(error);
  }
}

/** Sends both streams into one pipe, so that their order is the real one. */
function joinedOutput(argv: readonly string[], platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? argv : ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv];
}

function killGroup(child: ChildProcess, platform: NodeJS.Platform): void {
  if (child.pid === undefined) return;
  if (platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group is gone already. EPERM on macOS: only zombies are left of it.
    const code = errorCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** As a shell reports it: 128 and the number of the signal. */
function signalExitCode(name: NodeJS.Signals | null): number {
  return 128 + ((name === null ? undefined : SIGNAL_NUMBERS[name]) ?? 0);
}
