import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { root } from './paths.mjs';
import { SetupError } from './say.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const repeatWindowMilliseconds = 300;
const orphanPollMilliseconds = 250;

/**
 * Runs a program on this process's own streams and resolves with its exit code (128 + n after signal n).
 * Signals that reach this process are passed on, so that stopping the command never leaves an orphan.
 */
export function runTool(command, parameters, { environment, directory = root } = {}) {
  return supervise(spawn(command, parameters, { cwd: directory, env: environment, stdio: 'inherit' }));
}

/**
 * Runs a program with its output kept back. Resolves with `{ exitCode, output }`, output being stdout and stderr in the
 * order of arrival, and `stdout` alone beside it.
 */
export async function runQuietly(command, parameters, { environment, directory = root, shell = false } = {}) {
  const child = spawn(command, parameters, {
    cwd: directory,
    env: environment,
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const everything = [];
  const stdout = [];
  child.stdout.on('data', (chunk) => (everything.push(chunk), stdout.push(chunk)));
  child.stderr.on('data', (chunk) => everything.push(chunk));
  const exitCode = await supervise(child);
  return { exitCode, output: Buffer.concat(everything).toString(), stdout: Buffer.concat(stdout).toString() };
}

/** As runQuietly, but a failure is a SetupError with `message` that carries the output. */
export async function runOrFail(message, command, parameters, options) {
  const result = await runQuietly(command, parameters, options);
  if (stopSignal()) throw stopped();
  if (result.exitCode === 0) return result;
  throw new SetupError(message, { output: result.output, exitCode: result.exitCode, hint: options?.hint });
}

let stoppedBy;

/** Set once a signal has asked this process to stop: no further set-up step may then be started. */
export const stopSignal = () => stoppedBy;

/** What is thrown then. */
export const stopped = (signal = stoppedBy) => new SetupError('stopped', { exitCode: 128 + constants.signals[signal] });

function supervise(child) {
  return new Promise((resolve, reject) => {
    const lastForwarded = {};
    const forward = (signal) => {
      stoppedBy = signal;
      // The terminal has sent Ctrl-C to the child already; a second one would read as "stop at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      // npm repeats to us what the process group got as well.
      if (Date.now() - (lastForwarded[signal] ?? 0) < repeatWindowMilliseconds) return;
      lastForwarded[signal] = Date.now();
      child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    const orphanWatch = whenOrphaned(() => forward('SIGTERM'));
    const release = () => {
      clearInterval(orphanWatch);
      for (const signal of forwarded) process.off(signal, forward);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * npm sends SIGTERM to the shell between it and this process, and that shell dies without passing it on. Under npm, a
 * new parent process therefore means "stop". (Elsewhere it may just mean that the caller wanted a background process.)
 */
function whenOrphaned(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, orphanPollMilliseconds);
  return watch.unref();
}
