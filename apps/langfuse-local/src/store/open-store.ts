import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LangfuseLocalError } from '../langfuse-local-error.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { STORE_SCHEMA, STORE_VERSION } from './schema.ts';
import type { Store } from './store.ts';

/** Opens the store of a data directory and makes it at the first start. `now` stamps metrics, in milliseconds. */
export function openStore(directory: string, now: () => number): Store {
  const path = join(directory, 'langfuse-local.sqlite');
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
    // FULL: an intake that answered 200 has its data on disk, also after a power cut.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    chmodSync(path, 0o600);
  } catch (error) {
    throw unusable(path, error);
  }
  try {
    migrate(database, path);
    return createSqliteStore(database, now);
  } catch (error) {
    database.close();
    throw LangfuseLocalError.isInstance(error) ? error : unusable(path, error);
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > STORE_VERSION) {
    throw new LangfuseLocalError({
      code: 'store_too_new',
      message: `${path} was written by a newer langfuse-local (version ${row.user_version}, this one knows ${STORE_VERSION}).`,
      hint: 'Update langfuse-local, or name another folder with --data.',
    });
  }
  database.exec(`BEGIN IMMEDIATE; ${STORE_SCHEMA} PRAGMA user_version = ${STORE_VERSION}; COMMIT;`);
}

function unusable(path: string, cause: unknown): LangfuseLocalError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LangfuseLocalError({
    code: 'store_unusable',
    message: `Cannot use ${path}: ${reason}.`,
    hint: 'Check that the folder is writable and the disk not full, or name another folder with --data.',
    cause,
  });
}
