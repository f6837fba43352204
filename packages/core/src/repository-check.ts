import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The nearest folder at or above `folder` that holds `.git` (a folder, or a file as in worktrees). */
export function findGitRoot(folder: string): string | undefined {
  let current = resolve(folder);
  for (;;) {
    if (existsSync(join(current, '.git'))) return current;
    const parent = dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
}

/** Why the agent should not work in a folder: it is outside a git repository, so its changes could not be undone. */
export function shouldRefuseDirectory(cwd: string): string | null {
  return findGitRoot(cwd) === undefined
    ? 'Not inside a trusted directory and --skip-git-repo-check was not specified.'
    : null;
}
