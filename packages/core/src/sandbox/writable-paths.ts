import { lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import type { SandboxMode } from '@codex-langfuse/config';

import type { PathCheck } from '../tools/apply-patch/apply-patch.ts';

/** Folders that no tool may write into, wherever they lie: what is in them runs or is trusted later. */
const PROTECTED_FOLDERS: ReadonlySet<string> = new Set(['.git', '.codex']);

/** The rule for files that are changed in this process, by `apply_patch`: the same as the sandbox has for commands. */
export function writablePathCheck(mode: SandboxMode, writableRoots: readonly string[]): PathCheck {
  return async (path, followsLink) => {
    if (mode === 'danger-full-access') return undefined;
    if (mode === 'read-only')
      return `writing ${path} is blocked by the read-only sandbox; run with -s workspace-write to allow changes`;
    const real = followsLink ? await resolveLinks(path) : join(await resolveLinks(dirname(path)), basename(path));
    for (const root of writableRoots) {
      const below = relative(await resolveLinks(root), real);
      if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) continue;
      const guarded = below.split(sep).find((part) => PROTECTED_FOLDERS.has(part.toLowerCase()));
      if (guarded !== undefined) return `writing ${path} is blocked by the sandbox: ${guarded} is protected`;
      return undefined;
    }
    return `writing ${path} is blocked by the sandbox: it is outside the folders that may be written`;
  };
}

const MOST_LINKS = 40;

/** The real path, also of something that does not exist yet, with every link on the way followed, dangling ones too. */
export async function resolveLinks(path: string, links = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const target = await linkTarget(path);
    if (target !== undefined && links < MOST_LINKS) return resolveLinks(resolve(dirname(path), target), links + 1);
    const parent = dirname(path);
    return parent === path ? path : join(await resolveLinks(parent, links), basename(path));
  }
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined;
  } catch {
    return undefined;
  }
}
