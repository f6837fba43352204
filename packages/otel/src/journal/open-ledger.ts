import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, type OpenDatabaseInput } from './database.ts';
import { ledgerStorePath } from './journal-paths.ts';
import { inLedger } from './ledger-damage.ts';

type Patience = Pick<OpenDatabaseInput, 'busyTimeoutMillis' | 'tries'>;

const PATIENT: Patience = { busyTimeoutMillis: 1000 };

/** For the end of a process, which nothing may hold up. */
export const IN_A_HURRY: Patience = { busyTimeoutMillis: 25, tries: 2 };

/**
 * The ledger's file for readers, who neither make it nor write it back at the end, which waits for the disk.
 * `undefined`: nothing was ever delivered or tried. `patience` is how long others may hold the file. Throws what SQLite
 * throws, and `LedgerDamagedError`.
 */
export function openLedgerToRead(codexHome: string, patience: Patience = PATIENT): DatabaseSync | undefined {
  const path = ledgerStorePath(codexHome);
  if (!existsSync(path)) return undefined;
  return inLedger(path, () => {
    const store = openDatabase({
      path,
      ...patience,
      readOnly: true,
      prepare: (opened) => opened.exec('SELECT 1 FROM sqlite_schema'),
    });
    if (store.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'quarantine'").get() !== undefined) return store;
    store.close();
    return undefined;
  });
}
