import { visitOrphans, type AdoptedJournal } from '../journal/adopt-orphans.ts';
import { transaction } from '../journal/database.ts';
import { expireDestination } from '../journal/expire-events.ts';
import { deleteAside, listCorrupt } from '../journal/journal-paths.ts';
import { readJournalLedger } from '../journal/ledger-query.ts';
import { openLedgerStore, type LedgerStore } from '../journal/ledger-store.ts';
import { forgetFolded } from '../courier/forget-folded.ts';
import { isSettled } from '../courier/is-settled.ts';
import { dropQuarantine } from '../quarantine/drop-quarantine.ts';
import { readQuarantine } from '../quarantine/read-quarantine.ts';
import { clearLedger } from './clear-ledger.ts';
import { listJournals } from './list-journals.ts';

/**
 * What to delete; journals of living processes are never touched.
 * - `all`: every journal that nobody owns, the quarantine, and journals that could not be read; with `ledger` also the
 *   counts and the state of the destinations;
 * - `delivered`: journals in which everything is final; nothing that waits is given up;
 * - `destination`: what waits for the destination of this name, and its quarantine.
 */
export type PurgeSelection =
  | { readonly kind: 'all'; readonly ledger: boolean }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'destination'; readonly name: string };

/** What a purge would do, or did. */
export interface PurgeCounts {
  /** Journals deleted. A preview counts those that it would delete or give something up in. */
  readonly journals: number;
  /** Events that were pending and are given up; the ledger counts them as expired. */
  readonly expired: number;
  /** Items in quarantine. */
  readonly quarantined: number;
  /** Journals that could not be read. */
  readonly corrupt: number;
  /** Journals of living processes: left alone. */
  readonly inUse: number;
}

export interface PurgeInput {
  readonly codexHome: string;
  readonly selection: PurgeSelection;
  readonly nowUnixMillis: number;
}

/** What `purge` would do now. Changes nothing. */
export function previewPurge({ codexHome, selection }: Omit<PurgeInput, 'nowUnixMillis'>): PurgeCounts {
  const journals = listJournals(codexHome);
  const free = journals.filter(({ owner }) => owner === 'none');
  const touched = free.filter(({ pending, pendingByDestination }) => {
    if (selection.kind === 'all') return true;
    return selection.kind === 'delivered' ? pending === 0 : (pendingByDestination[selection.name] ?? 0) > 0;
  });
  const pendingOf = ({ pending, pendingByDestination }: (typeof free)[number]): number =>
    selection.kind === 'destination' ? (pendingByDestination[selection.name] ?? 0) : pending;
  return {
    journals: touched.length,
    expired: touched.reduce((sum, journal) => sum + pendingOf(journal), 0),
    quarantined: readQuarantine(codexHome)
      .filter(({ destination }) => isQuarantineSelected(selection, destination))
      .reduce((sum, { items }) => sum + items, 0),
    corrupt: selection.kind === 'all' ? listCorrupt(codexHome).length : 0,
    inUse: journals.length - free.length,
  };
}

/** Deletes what is selected; what was pending is counted as expired. Throws what the file system or SQLite throws. */
export function purge(input: PurgeInput): PurgeCounts {
  const { codexHome, selection, nowUnixMillis } = input;
  const { inUse } = previewPurge(input);
  const selected = readQuarantine(codexHome).filter(({ destination }) => isQuarantineSelected(selection, destination));
  const dropped = dropQuarantine({ codexHome, ids: new Set(selected.map(({ id }) => id)), nowUnixMillis });
  const store = openLedgerStore(codexHome);
  let journals = 0;
  let expired = 0;
  try {
    visitOrphans(codexHome, { nowUnixMillis }, (adopted) => {
      // Of one that is counted already nothing is left to give up.
      if (!store.isFolded(adopted.journal.writer)) expired += giveUp(adopted, selection);
      if (finish(adopted, store, nowUnixMillis)) journals += 1;
      return 'go on';
    });
  } finally {
    store.close();
  }
  const corrupt = selection.kind === 'all' ? listCorrupt(codexHome) : [];
  for (const path of corrupt) deleteAside(path);
  if (selection.kind === 'all' && selection.ledger) clearLedger(codexHome);
  return { journals, expired, quarantined: dropped.items, corrupt: corrupt.length, inUse };
}

function isQuarantineSelected(selection: PurgeSelection, destination: string): boolean {
  return selection.kind === 'all' || (selection.kind === 'destination' && selection.name === destination);
}

/** Expires what is selected in one journal; returns how many events that concerns. */
function giveUp({ journal }: AdoptedJournal, selection: PurgeSelection): number {
  if (selection.kind === 'delivered') return 0;
  const bound = journal.destinations.filter(({ name }) => selection.kind === 'all' || selection.name === name);
  const before = readJournalLedger(journal.database);
  transaction(journal.database, () => {
    for (const { id } of bound) expireDestination(journal.database, id);
  });
  if (selection.kind === 'all') return before.all.pending;
  return bound.reduce((sum, { id }) => sum + (before.byDestination.get(id)?.pending ?? 0), 0);
}

/** Takes a journal in which everything is final into the ledger and deletes it; else leaves it. */
function finish(adopted: AdoptedJournal, store: LedgerStore, nowUnixMillis: number): boolean {
  const { writer } = adopted.journal;
  if (!store.isFolded(writer)) {
    if (!isSettled(adopted.journal)) return false;
    store.fold(adopted.journal, nowUnixMillis);
  }
  adopted.remove();
  forgetFolded(store, writer);
  return true;
}
