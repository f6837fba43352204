import { existsSync } from 'node:fs';

/** The program that runs command lines, and how it is called. */
export interface Shell {
  /** As the model is told: `bash`, `sh`, `powershell`. */
  readonly name: string;
  argv(commandLine: string): readonly string[];
}

/** Bash where it is, else the system's own. Not a login shell: profile files could change the user's PATH. */
export function systemShell(platform: NodeJS.Platform): Shell {
  if (platform === 'win32') {
    return {
      name: 'powershell',
      argv: (line) => ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', line],
    };
  }
  const bash = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'].find((path) => existsSync(path));
  return bash === undefined
    ? { name: 'sh', argv: (line) => ['/bin/sh', '-c', line] }
    : { name: 'bash', argv: (line) => [bash, '-c', line] };
}
