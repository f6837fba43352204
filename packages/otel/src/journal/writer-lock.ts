import { existsSync, statSync, truncateSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy, isCannotOpen, openDatabase } from './database.ts';
import { isDamaged } from './damage.ts';
import { createPrivateFile, removeQuietly, type JournalPaths } from './journal-paths.ts';

/** Ownership of one journal, for the life of the process or until it is released. */
export interface WriterLock {
  release(): void;
  /** Releases the lock of a journal that was deleted, and deletes the lock file: nobody takes it any more. */
  remove(): void;
}

/**
 * Takes the lock of a journal that is about to be created. `undefined`: someone cleaned the new lock file up before it
 * was held; try again with another writer. Throws where SQLite cannot open files that can be made here.
 */
export function lockNewJournal(paths: JournalPaths): WriterLock | undefined {
  createPrivateFile(paths.lock);
  try {
    const lock = hold(paths.lock);
    if (lock !== undefined && existsSync(paths.lock)) return lock;
    lock?.release();
    return undefined;
  } catch (error) {
    if (isCannotOpen(error) && !existsSync(paths.lock)) return undefined;
    removeQuietly(paths.lock);
    throw isCannotOpen(error) && Buffer.byteLength(paths.lock) > LONGEST_PATH_BYTES ? tooLong(paths, error) : error;
  }
}

/** SQLite's own limit is 512, of which it keeps some for endings. */
const LONGEST_PATH_BYTES = 500;

function tooLong({ lock }: JournalPaths, cause: unknown): Error {
  return new Error(`${lock} is longer than SQLite allows (512 bytes); use a shorter CODEX_HOME`, { cause });
}

/**
 * Takes the lock of an existing journal that nobody owns. `undefined`: its owner lives, another adopter was faster, or
 * the journal is gone. The journal is looked for again once the lock is held: who deletes one deletes the journal
 * first, then the lock.
 */
export function lockExistingJournal(paths: JournalPaths): WriterLock | undefined {
  if (!existsSync(paths.journal)) return undefined;
  createPrivateFile(paths.lock);
  const lock = holdExclusively(paths.lock);
  if (lock === undefined) return undefined;
  if (existsSync(paths.journal)) return lock;
  lock.remove();
  return undefined;
}

/** Removes a lock file whose process died before it made a journal. Young ones may be about to get theirs. */
export function removeStrayLock(paths: JournalPaths, nowUnixMillis: number): void {
  const age = statSync(paths.lock, { throwIfNoEntry: false });
  if (age === undefined || nowUnixMillis - age.mtimeMs < STRAY_AFTER_MILLIS || existsSync(paths.journal)) return;
  const lock = holdExclusively(paths.lock);
  if (lock === undefined) return;
  if (existsSync(paths.journal)) lock.release();
  else lock.remove();
}

const STRAY_AFTER_MILLIS = 60 * 60 * 1000;

/** Holds a lock file that exists, until released; `undefined`: someone else holds it, or it is gone. */
export function holdExclusively(path: string): WriterLock | undefined {
  try {
    return hold(path);
  } catch (error) {
    if (isCannotOpen(error)) return undefined;
    if (!isDamaged(error)) throw error;
    // Nobody holds a file that nobody can read, and there is nothing in it that anybody needs.
    truncateSync(path);
    return hold(path);
  }
}

/** `undefined`: someone else holds it. Throws what SQLite throws. */
function hold(path: string): WriterLock | undefined {
  const database = openDatabase({ path, busyTimeoutMillis: 0, prepare: () => undefined });
  try {
    // Without a rollback journal the transaction leaves no file behind; nothing is ever written.
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return heldBy(database, path);
}

function heldBy(database: DatabaseSync, path: string): WriterLock {
  const release = (): void => {
    if (database.isOpen) database.close();
  };
  return {
    release,
    remove: () => {
      release();
      removeQuietly(path);
    },
  };
}
