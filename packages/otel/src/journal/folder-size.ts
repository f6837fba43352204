import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { journalDirectory } from './journal-paths.ts';

/** Bytes of all journals of a `$CODEX_HOME` but one writer's, write-ahead logs included. */
export function journalFolderBytes(codexHome: string, exceptWriter?: string): number {
  const directory = journalDirectory(codexHome);
  return namesIn(directory)
    .filter((name) => COUNTED.test(name) && (exceptWriter === undefined || !name.startsWith(exceptWriter)))
    .reduce((sum, name) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Not what was set aside as corrupt: it is kept for people, and nobody but they can make it smaller. */
const COUNTED = /\.sqlite(-wal)?$/;

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
