import { existsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy, isCannotOpen, openDatabase } from './database.ts';
import { createPrivateFile, removeQuietly, type JournalPaths } from './journal-paths.ts';

/** Ownership of one journal, for the life of the process or until it is released. */
export interface WriterLock {
  release(): void;
  /** Releases the lock of a journal that was deleted, and deletes the lock file: nobody takes it any more. */
  remove(): void;
}

/**
 * Takes the lock of a journal that is about to be created. `undefined`: someone cleaned the new lock file up before it
 * was held; try again with another writer.
 */
export function lockNewJournal(paths: JournalPaths): WriterLock | undefined {
  createPrivateFile(paths.lock);
  const lock = holdExclusively(paths.lock);
  if (lock !== undefined && existsSync(paths.lock)) return lock;
  lock?.release();
  return undefined;
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
  let database: DatabaseSync;
  try {
    database = openDatabase({ path, busyTimeoutMillis: 0, prepare: () => undefined });
  } catch (error) {
    if (isCannotOpen(error)) return undefined;
    throw error;
  }
  try {
    // Without a rollback journal the transaction leaves no file behind; nothing is ever written.
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
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
