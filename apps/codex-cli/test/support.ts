import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user of their own: home folder, `$CODEX_HOME`, and a git repository to work in. */
export interface Sandbox {
  readonly home: string;
  readonly codexHome: string;
  readonly workspace: string;
  writeConfig(toml: string): Promise<void>;
  codex(parameters: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** The command while it runs. */
  start(parameters: readonly string[], options?: RunOptions): RunningCommand;
}

export interface RunningCommand {
  kill(signal: NodeJS.Signals): void;
  /** What it wrote to stdout so far. */
  output(): string;
  /** What it wrote to stderr so far. */
  errors(): string;
  readonly result: Promise<CommandResult>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Another copy of the command. */
  readonly main?: string;
}

export async function withSandbox(work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'codex-cli-'));
  const codexHome = join(home, '.codex');
  const workspace = join(home, 'workspace');
  await Promise.all([mkdir(codexHome), mkdir(workspace)]);
  await promisify(execFile)('git', ['init', '--quiet', workspace]);
  try {
    await work({
      home,
      codexHome,
      workspace,
      writeConfig: (toml) => writeFile(join(codexHome, 'config.toml'), toml),
      codex: (parameters, options) => startCodex(home, workspace, parameters, options).result,
      start: (parameters, options) => startCodex(home, workspace, parameters, options),
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The real command as a child process, with nothing of this process's environment but the path. */
function startCodex(
  home: string,
  cwd: string,
  parameters: readonly string[],
  options: RunOptions = {},
): RunningCommand {
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(process.execPath, [options.main ?? MAIN, ...parameters], {
    cwd,
    env: { PATH: path, HOME: home, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.stdin ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    kill: (signal) => child.kill(signal),
    output: () => stdout,
    errors: () => stderr,
    result: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    }),
  };
}

/** Waits until `check` gives a value; says what was waited for when it never does. */
export async function eventually<Value>(
  what: string,
  check: () => Promise<Value | null>,
  millis = 15_000,
): Promise<Value> {
  const deadline = performance.now() + millis;
  for (;;) {
    const value = await check();
    if (value !== null) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${millis} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
