import { errorCode } from '../error-code.ts';
import type { Origin } from '../origin.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { Secret } from '../secret.ts';

const TIMEOUT_MILLIS = 5000;
const LONGEST_OUTPUT_BYTES = 65_536;

export interface SecretCommand {
  readonly argv: readonly string[];
  readonly key: string;
  readonly origin: Origin;
  /** Working directory of the program. */
  readonly folder: string;
}

/** How long what a program said is used before it is asked again. Tokens that it prints live for minutes or hours. */
const FRESH_MILLIS = 60_000;

/** What a secret's program said last. */
export interface CommandOutput {
  readonly value: string;
  readonly readAtMillis: number;
}

/**
 * A secret that a program prints; line breaks at the end are cut. The program runs without a shell, when the text is
 * first needed and again when what it said is a minute old, so that a process which only records never waits for it.
 * What it prints on stderr is thrown away: programs echo secrets there.
 * @throws ConfigError `secret_command_failed`, also from `reveal()`; its text never holds output.
 */
export function secretOfCommand(command: SecretCommand, context: ReadContext): Secret {
  const [program = ''] = command.argv;
  if (program === '') throw failed(command, 'names no program', context);
  const reveal = (): string => freshOutput(command, context);
  if (context.strict) reveal();
  return new Secret(reveal, 'command');
}

function freshOutput(command: SecretCommand, context: ReadContext): string {
  const id = JSON.stringify([command.folder, ...command.argv]);
  const known = context.commandOutputs.get(id);
  const now = context.now();
  if (known !== undefined && now - known.readAtMillis < FRESH_MILLIS) return known.value;
  const value = runProgram(command, context);
  context.commandOutputs.set(id, { value, readAtMillis: now });
  return value;
}

function runProgram(command: SecretCommand, context: ReadContext): string {
  const [program = '', ...parameters] = command.argv;
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
