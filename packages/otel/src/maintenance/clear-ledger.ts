import { openDatabase, transaction } from '../journal/database.ts';
import { ledgerStorePath } from '../journal/journal-paths.ts';
import { RAISE_GENERATION } from '../journal/ledger-store.ts';
import { hasRefusedEvents } from '../journal/refused-events.ts';

/**
 * Empties the counts and the destinations' states. Rows of `folded` stay: they guard journals that another process is
 * deleting at this moment.
 */
export function clearLedger(codexHome: string): void {
  const database = openDatabase({
    path: ledgerStorePath(codexHome),
    busyTimeoutMillis: 1000,
    prepare: (opened) => opened.exec('PRAGMA secure_delete = ON'),
  });
  try {
    transaction(database, () => {
      database.exec('DELETE FROM totals; DELETE FROM health; DELETE FROM quarantine');
      if (hasRefusedEvents(database)) database.exec('DELETE FROM refused_events');
      database.exec(RAISE_GENERATION);
    });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
