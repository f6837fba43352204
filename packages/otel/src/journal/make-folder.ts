import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, for the user alone. Throws what the file system throws. Node's own `recursive` tries
 * for ever where a file system says of a new folder that its parent does not exist, as `/proc` and automounters do: a home
 * folder that could not be mounted would hang the agent.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(path)) throw error;
  }
}
