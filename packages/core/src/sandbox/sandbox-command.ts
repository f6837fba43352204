import { existsSync } from 'node:fs';

import type { SandboxMode } from '@codex-langfuse/config';

import { bubblewrapArguments } from './bubblewrap.ts';
import { findProgram } from './find-program.ts';
import { seatbeltArguments } from './seatbelt.ts';

/** How a command may be run under a mode; `unavailable` means: not at all. */
export type SandboxedCommand =
  | { readonly kind: 'direct'; readonly argv: readonly string[] }
  | { readonly kind: 'sandboxed'; readonly mechanism: 'bubblewrap' | 'seatbelt'; readonly argv: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

const SEATBELT = '/usr/bin/sandbox-exec';

/** Puts a command into the system's sandbox. Without a sandbox the command is refused, never run as it is. */
export function sandboxCommand(input: {
  readonly mode: SandboxMode;
  readonly argv: readonly string[];
  readonly workdir: string;
  /** Absolute; used by `workspace-write`. */
  readonly writableRoots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}): SandboxedCommand {
  const { mode, argv, platform } = input;
  if (mode === 'danger-full-access') return { kind: 'direct', argv };
  const writable = mode === 'workspace-write' ? input.writableRoots.filter((root) => existsSync(root)) : [];
  if (platform === 'linux') {
    const program = findProgram('bwrap', input.env['PATH'], input.writableRoots);
    if (program === undefined)
      return unavailable(mode, 'bubblewrap (the program bwrap) is not on PATH; install the package bubblewrap');
    const wrapped = [program, ...bubblewrapArguments({ writable, workdir: input.workdir }), '--', ...argv];
    return { kind: 'sandboxed', mechanism: 'bubblewrap', argv: wrapped };
  }
  if (platform === 'darwin') {
    if (!existsSync(SEATBELT)) return unavailable(mode, `${SEATBELT} is missing`);
    return {
      kind: 'sandboxed',
      mechanism: 'seatbelt',
      argv: [SEATBELT, ...seatbeltArguments(writable), '--', ...argv],
    };
  }
  return unavailable(mode, `there is no sandbox for ${platform}`);
}

function unavailable(mode: SandboxMode, why: string): SandboxedCommand {
  return {
    kind: 'unavailable',
    reason: `the command was not run: the sandbox mode is ${mode}, but ${why}. To run commands without a sandbox, start with -s danger-full-access.`,
  };
}
