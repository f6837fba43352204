import { isAbsolute, join, resolve } from 'node:path';

/** Replaces a leading `~/` by the user's home folder. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? join(home, path.slice(1)) : path;
}

/** An absolute path for what a file says: `~/` is the home folder, relative means beside that file. */
export function resolvePath(path: string, folder: string, home: string): string {
  const expanded = expandHome(path, home);
  return isAbsolute(expanded) ? expanded : resolve(folder, expanded);
}
