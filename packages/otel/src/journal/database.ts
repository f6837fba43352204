import { isNativeError } from 'node:util/types';
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { errorCode } from './error-code.ts';

export interface OpenDatabaseInput {
  readonly path: string;
  /** Longest wait for a lock of another connection. */
  readonly busyTimeoutMillis: number;
  readonly readOnly?: boolean;
  /** How often opening is tried while others hold the file; default 40. */
  readonly tries?: number;
  /** Run once the file is open, within the retry: switching to WAL and recovery fail with `locked` at once. */
  readonly prepare: (database: DatabaseSync) => void;
}

const OPEN_TRIES = 40;

/**
 * Opens a SQLite file, again and again while others hold it: `busy_timeout` covers neither the switch to WAL nor the
 * recovery after a crash. Throws what SQLite throws after that.
 */
export function openDatabase(input: OpenDatabaseInput): DatabaseSync {
  for (let attempt = 1; ; attempt += 1) {
    let database: DatabaseSync | undefined;
    try {
      database = new (sqlite().DatabaseSync)(input.path, {
        timeout: input.busyTimeoutMillis,
        readOnly: input.readOnly ?? false,
      });
      input.prepare(database);
      return database;
    } catch (error) {
      database?.close();
      const mayPass = isBusy(error) || (input.readOnly === true && isInputOutput(error));
      if (!mayPass || attempt === (input.tries ?? OPEN_TRIES))
        throw isInaccessible(error) ? naming(input.path, error) : error;
      pause(5 + (attempt % 10));
    }
  }
}

/** SQLite does not say which file it could not open. */
function naming(path: string, cause: unknown): unknown {
  if (!isNativeError(cause)) return cause;
  return Object.assign(new Error(`${cause.message}: ${path}`, { cause }), cause);
}

/** One transaction: all of `work`, or nothing of it and the error is thrown on. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 5 || code === 6;
}

/** No room for a file, SQLITE_FULL, or SQLITE_IOERR_SHMSIZE (for the index of the log): passing, unlike other faults. */
export function isFull(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || resultCode(error) === 13 || resultCode(error) === 4874;
}

/** SQLITE_CONSTRAINT, SQLITE_MISMATCH and SQLITE_TOOBIG, or a value that SQLite does not know: another one may do. */
export function isAboutValue(error: unknown): boolean {
  const code = primaryCode(error);
  return code === undefined || code === 18 || code === 19 || code === 20;
}

/** SQLITE_IOERR: also of a reader whose file is being deleted, `-shm` before the file itself. */
function isInputOutput(error: unknown): boolean {
  return primaryCode(error) === 10;
}

/** SQLITE_CANTOPEN: mostly a file that vanished. */
export function isCannotOpen(error: unknown): boolean {
  return primaryCode(error) === 14;
}

/** SQLITE_CANTOPEN and SQLITE_IOERR: the file is gone, somebody else's, no file, or on a disk that cannot read it. */
export function isInaccessible(error: unknown): boolean {
  return isCannotOpen(error) || isInputOutput(error);
}

/** SQLite's result code without what it adds to say more; `undefined`: the error is not SQLite's. */
export function primaryCode(error: unknown): number | undefined {
  const code = resultCode(error);
  return code === undefined ? undefined : code & 0xff;
}

function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** Loaded on first use: with telemetry off, SQLite is never loaded. */
function sqlite(): typeof sqliteModule {
  return process.getBuiltinModule('node:sqlite');
}

function pause(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}
