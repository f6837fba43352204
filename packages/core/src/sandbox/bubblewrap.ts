import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Arguments of `bwrap`: everything can be read, only `writable` can be written, and in it neither `.git` nor `.codex`;
 * no network; processes of its own, so that the agent's environment cannot be read through /proc.
 */
export function bubblewrapArguments(input: {
  readonly writable: readonly string[];
  readonly workdir: string;
}): readonly string[] {
  const binds = input.writable.flatMap((root) => {
    const real = realpathSync(root);
    return ['--bind', real, real];
  });
  const protectedFolders = input.writable
    .flatMap((root) => ['.git', '.codex'].map((name) => join(root, name)))
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path))
    .flatMap((path) => ['--ro-bind', path, path]);
  return [
    '--die-with-parent',
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-net',
    '--ro-bind',
    '/',
    '/',
    '--dev',
    '/dev',
    '--proc',
    '/proc',
    ...binds,
    ...protectedFolders,
    '--chdir',
    input.workdir,
  ];
}
