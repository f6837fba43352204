import { isDamaged } from './damage.ts';
import { createPrivateFile, moveAside } from './journal-paths.ts';
import { holdExclusively } from './writer-lock.ts';

/** The ledger's bytes have changed. Says nothing against the journal that was about to be counted in it. */
export class LedgerDamagedError extends Error {
  override readonly name = 'LedgerDamagedError';
  readonly code = 'ledger_damaged';

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${path} is damaged (${reason}): move it away, and new counts and a new quarantine begin`, { cause });
  }
}

/** Does what reads or writes the ledger alone; damage that shows is the ledger's. */
export function inLedger<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw isDamaged(error) ? new LedgerDamagedError(path, error) : error;
  }
}

/**
 * Moves a ledger away that `open` cannot open, beside which nobody could count and so nobody deliver any more. One
 * process at a time: the second finds the new one.
 */
export function setLedgerAside(path: string, open: () => { close(): void }): void {
  const lockPath = `${path}.lock`;
  createPrivateFile(lockPath);
  const lock = holdExclusively(lockPath);
  if (lock === undefined) return;
  try {
    open().close();
  } catch (error) {
    if (!isDamaged(error)) throw error;
    moveAside(path);
  } finally {
    lock.release();
  }
}
