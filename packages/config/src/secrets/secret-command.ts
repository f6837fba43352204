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
  return new Secret(reveal, 'command', () => renewOutput(command, context));
}

function freshOutput(command: SecretCommand, context: ReadContext): string {
  const id = idOf(command);
  const known = context.commandOutputs.get(id);
  const now = context.now();
  if (known !== undefined && now - known.readAtMillis < FRESH_MILLIS) return known.value;
  const value = outputOf(runAndWait(command, context), command, context);
  context.commandOutputs.set(id, { value, readAtMillis: now });
  return value;
}

/** Long enough before the text is too old that whoever asked for this still reveals it at once. */
const RENEW_AFTER_MILLIS = FRESH_MILLIS - 10_000;

async function renewOutput(command: SecretCommand, context: ReadContext): Promise<void> {
  const id = idOf(command);
  const known = context.commandOutputs.get(id);
  const now = context.now();
  if (known !== undefined && now - known.readAtMillis < RENEW_AFTER_MILLIS) return;
  const value = outputOf(await runBeside(command, context), command, context);
  context.commandOutputs.set(id, { value, readAtMillis: now });
}

function idOf(command: SecretCommand): string {
  return JSON.stringify([command.folder, ...command.argv]);
}

interface CommandEnd {
  readonly error?: Error;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

function runAndWait(command: SecretCommand, context: ReadContext): CommandEnd {
  const [program = '', ...parameters] = command.argv;
  // Loaded only here: most configurations run nothing, and start-up time counts.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  return spawnSync(program, parameters, { ...optionsOf(command, context), stdio: ['ignore', 'pipe', 'ignore'] });
}

function runBeside(command: SecretCommand, context: ReadContext): Promise<CommandEnd> {
  const [program = '', ...parameters] = command.argv;
  const { execFile } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve) => {
    const child = execFile(program, parameters, optionsOf(command, context), (error, stdout) => {
      if (error === null) return resolve({ status: 0, signal: null, stdout });
      if (error.killed === true && error.code === null)
        return resolve({ error: Object.assign(error, { code: 'ETIMEDOUT' }), status: null, signal: null, stdout: '' });
      if (typeof error.code === 'string') return resolve({ error, status: null, signal: null, stdout: '' });
      resolve({ status: error.code ?? null, signal: error.signal ?? null, stdout });
    });
    child.stdin?.end();
    // Thrown away unread; what execFile collects of it would count as output that is too long.
    child.stderr?.removeAllListeners('data').resume();
  });
}

function optionsOf(command: SecretCommand, context: ReadContext) {
  return {
    cwd: command.folder,
    env: { ...context.env },
    encoding: 'utf8',
    timeout: TIMEOUT_MILLIS,
    killSignal: 'SIGKILL',
    maxBuffer: LONGEST_OUTPUT_BYTES,
    windowsHide: true,
  } as const;
}

function outputOf(end: CommandEnd, command: SecretCommand, context: ReadContext): string {
  if (end.error !== undefined) throw failed(command, problemOf(end.error), context);
  if (end.status !== 0) throw failed(command, `ended with ${end.signal ?? `status ${end.status}`}`, context);
  const value = end.stdout.replace(/(?:\r?\n)+$/, '');
  if (value === '') throw failed(command, 'printed nothing', context);
  return value;
}

function problemOf(error: Error): string {
  const code = errorCode(error) ?? '';
  if (code === 'ETIMEDOUT') return 'did not end within 5 s';
  if (code === 'ENOBUFS' || code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than 64 KiB';
  return `could not be run${code === '' ? '' : ` (${code})`}`;
}

function failed(command: SecretCommand, problem: string, context: ReadContext): Error {
  const { key, origin } = command;
  const hint = 'Run the command by hand; it must print the secret on stdout and end with status 0.';
  return valueError(context, { code: 'secret_command_failed', key, problem: `the command ${problem}`, hint, origin });
}
