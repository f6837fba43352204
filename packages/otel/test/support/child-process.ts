import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
type ChildName = 'record-events' | 'deliver-journals' | 'work-until-killed' | 'hold-a-turn' | 'fill-the-disk';

export interface StartedChild {
  readonly process: ChildProcess;
  /** Lines of stdout so far; only whole ones. */
  lines(): readonly string[];
  errors(): string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts `children/<name>.ts` as a process of its own; `wrapper` is a command that runs the command behind it. */
export function startChild(name: ChildName, input: object, wrapper: readonly string[] = []): StartedChild {
  const path = fileURLToPath(new URL(`../children/${name}.ts`, import.meta.url));
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', path, JSON.stringify(input)];
  const [command = process.execPath, ...parameters] = [...wrapper, ...node];
  const child = spawn(command, parameters);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return {
    process: child,
    lines: () => output.split('\n').slice(0, -1),
    errors: () => errors,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))),
  };
}
