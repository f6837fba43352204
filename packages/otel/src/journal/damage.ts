import { primaryCode } from './database.ts';
import { errorCode } from './error-code.ts';

/** A journal holds what was never written to it. SQLite keeps no checksums: it often does not notice. */
export class DamagedJournalError extends Error {
  override readonly name = 'DamagedJournalError';
}

/**
 * SQLITE_CORRUPT and SQLITE_NOTADB; and what follows from bytes that SQLite did not miss: SQLITE_ERROR (a table is gone,
 * JSON is none), SQLITE_CONSTRAINT, SQLITE_MISMATCH.
 */
const DAMAGE_CODES: ReadonlySet<number | undefined> = new Set([1, 11, 19, 20, 26]);

/** Whether an error that came of reading a journal, or of writing outcomes into it, means that its bytes have changed. */
export function isDamaged(error: unknown): boolean {
  if (error instanceof DamagedJournalError || DAMAGE_CODES.has(primaryCode(error))) return true;
  // An integer that JavaScript has no number for.
  return errorCode(error) === 'ERR_OUT_OF_RANGE';
}

/** Parses JSON that a journal holds. Throws `DamagedJournalError`. */
export function parseJournaled(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new DamagedJournalError('a journal holds JSON that is none', { cause });
  }
}
