import { isBusy } from '../journal/database.ts';
import type { LedgerStore } from '../journal/ledger-store.ts';

/** A row that stays because the ledger is busy does no harm: no other journal will ever have its name. */
export function forgetFolded(store: LedgerStore, writer: string): void {
  try {
    store.forget(writer);
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
