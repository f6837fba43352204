import { visitOrphans } from '../journal/adopt-orphans.ts';
import { openDatabase, transaction } from '../journal/database.ts';
import { ledgerStorePath } from '../journal/journal-paths.ts';
import { forgetRefusedEvents, hasRefusedEvents } from '../journal/refused-events.ts';
import { readQuarantine, type QuarantineEntry } from './read-quarantine.ts';

export interface DropInput {
  readonly codexHome: string;
  readonly ids: ReadonlySet<string>;
  readonly nowUnixMillis: number;
}

export interface DropReport {
  readonly entries: number;
  readonly items: number;
  /** Ids whose journal belongs to a living process: still there. */
  readonly inUse: readonly string[];
}

/** Deletes refused items for good, as bytes too. The ledger goes on counting their events as rejected. */
export function dropQuarantine({ codexHome, ids, nowUnixMillis }: DropInput): DropReport {
  const entries = readQuarantine(codexHome).filter(({ id }) => ids.has(id));
  const kept = entries.filter(({ place }) => place === 'ledger');
  const journaled = entries.filter(({ place }) => place === 'journal');
  if (kept.length > 0) dropFromLedger(codexHome, kept);
  const done = [...kept, ...dropFromJournals(codexHome, journaled, nowUnixMillis)];
  return {
    entries: done.length,
    items: done.reduce((sum, { items }) => sum + items, 0),
    inUse: entries.filter((entry) => !done.includes(entry)).map(({ id }) => id),
  };
}

function dropFromLedger(codexHome: string, entries: readonly QuarantineEntry[]): void {
  const database = openDatabase({
    path: ledgerStorePath(codexHome),
    busyTimeoutMillis: 1000,
    prepare: (opened) => opened.exec('PRAGMA secure_delete = ON'),
  });
  try {
    const remove = database.prepare(
      'DELETE FROM quarantine WHERE writer = ? AND fingerprint = ? AND signal = ? AND id = ?',
    );
    transaction(database, () => {
      for (const { writer, fingerprint, signal, itemIds } of entries)
        for (const id of itemIds) remove.run(writer, fingerprint, signal, id);
      if (hasRefusedEvents(database)) forgetRefusedEvents(database);
    });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** The outcome stays, so that the ledger stays right; the item goes. Returns the entries that could be dropped. */
function dropFromJournals(
  codexHome: string,
  entries: readonly QuarantineEntry[],
  nowUnixMillis: number,
): readonly QuarantineEntry[] {
  if (entries.length === 0) return [];
  const dropped: QuarantineEntry[] = [];
  const only = new Set(entries.map(({ writer }) => writer));
  visitOrphans(codexHome, { nowUnixMillis, only }, ({ journal }) => {
    const own = entries.filter(({ writer }) => writer === journal.writer);
    journal.database.exec('PRAGMA secure_delete = ON');
    const clear = journal.database.prepare(
      `UPDATE outcomes SET payload = NULL WHERE signal = ? AND id = ? AND state IN ('rejected', 'partial')
         AND destination = (SELECT id FROM destinations WHERE fingerprint = ?)`,
    );
    transaction(journal.database, () => {
      for (const { signal, itemIds, fingerprint } of own) for (const id of itemIds) clear.run(signal, id, fingerprint);
    });
    journal.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    dropped.push(...own);
    return 'go on';
  });
  return dropped;
}
