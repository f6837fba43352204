import { errorCode } from '../error-code.ts';
import type { Origin } from '../origin.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';

const TIMEOUT_MILLIS = 5000;
const LONGEST_OUTPUT_BYTES = 65_536;

export interface SecretCommand {
  readonly argv: readonly string[];
  readonly key: string;
  readonly origin: Origin;
  /** Working directory of the program. */
  readonly folder: string;
}

/**
 * Runs a program, without a shell, and takes what it prints as a secret; line breaks at the end are cut. The same
 * command runs once per load. What it prints on stderr is thrown away: programs echo secrets there.
 * @throws ConfigError `secret_command_failed`; its text never holds output.
 */
export function runSecretCommand(command: SecretCommand, context: ReadContext): string {
  const id = JSON.stringify([command.folder, ...command.argv]);
  const known = context.commandOutputs.get(id);
  if (known !== undefined) return known;
  const [program, ...parameters] = command.argv;
  if (program === undefined || program === '') throw failed(command, 'names no program', context);
  // Loaded only here: most configurations run nothing, and start-up time counts.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const run = spawnSync(program, parameters, {
    cwd: command.folder,
    env: { ...context.env },
    encoding: 'utf8',
    timeout: TIMEOUT_MILLIS,
    killSignal: 'SIGKILL',
    maxBuffer: LONGEST_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  if (run.error !== undefined) throw failed(command, problemOf(run.error), context);
  if (run.status !== 0) throw failed(command, `ended with ${run.signal ?? `status ${run.status}`}`, context);
  const value = run.stdout.replace(/(?:\r?\n)+$/, '');
  if (value === '') throw failed(command, 'printed nothing', context);
  context.commandOutputs.set(id, value);
  return value;
}

function problemOf(error: Error): string {
  const code = errorCode(error) ?? '';
  if (code === 'ETIMEDOUT') return 'did not end within 5 s';
  if (code === 'ENOBUFS') return 'printed more than 64 KiB';
  return `could not be run${code === '' ? '' : ` (${code})`}`;
}

function failed(command: SecretCommand, problem: string, context: ReadContext): Error {
  const { key, origin } = command;
  const hint = 'Run the command by hand; it must print the secret on stdout and end with status 0.';
  return valueError(context, { code: 'secret_command_failed', key, problem: `the command ${problem}`, hint, origin });
}
