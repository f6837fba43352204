import type { DatabaseSync } from 'node:sqlite';
import type { DestinationConfig, OtelConfig } from '@codex-langfuse/config';
import type { DestinationHealth } from '@codex-langfuse/exporter';
import { configHash, destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { isSettled } from '../courier/is-settled.ts';
import { adoptOrphans } from '../journal/adopt-orphans.ts';
import { isBusy } from '../journal/database.ts';
import { journalFolderBytes } from '../journal/folder-size.ts';
import { listWriters } from '../journal/journal-paths.ts';
import { readHealth } from '../journal/ledger-store.ts';
import { IN_A_HURRY, openLedgerToRead } from './open-ledger.ts';

/** With it, only what can go out now counts: bound to one of its destinations that is neither paused nor backing off. */
export interface DueNow {
  readonly config: OtelConfig;
  readonly nowUnixMillis: number;
}

/**
 * Whether there is anything to flush: a journal that nobody owns and that is not finished. Cheap: no journal, one
 * directory listing; else the first that counts ends the search. Throws what the file system or SQLite throws.
 */
export function hasPending(codexHome: string, due?: DueNow): boolean {
  if (listWriters(codexHome).length === 0) return false;
  if (due !== undefined && isOverLimit(codexHome, due)) return true;
  const open = due === undefined ? undefined : openDestinations(codexHome, due);
  if (open?.length === 0) return false;
  for (const adoption of adoptOrphans(codexHome, { nowUnixMillis: due?.nowUnixMillis ?? 0 })) {
    if (adoption.kind === 'corrupt') continue;
    const { adopted } = adoption;
    const { journal } = adopted;
    // A finished journal, too, has to be counted and deleted by someone.
    const counts =
      open === undefined || isSettled(journal) || open.some((fingerprint) => !isSettled(journal, fingerprint));
    adopted.release();
    if (counts) return true;
  }
  return false;
}

/**
 * Whether a destination may be tried now: neither paused nor backing off; or whether the journals outgrew their limit,
 * which also is a courier's work. For the last moments of a process: the ledger stays open. Throws what the file system
 * or SQLite throws.
 */
export function isAnyDestinationDue(codexHome: string, due: DueNow): boolean {
  if (isOverLimit(codexHome, due)) return true;
  try {
    const store = openLedgerToRead(codexHome, IN_A_HURRY);
    if (store !== undefined) leftOpen.add(store);
    return dueDestinations(store, due).length > 0;
  } catch (error) {
    // Others hold the ledger for longer than this moment allows; whoever has time will see.
    if (isBusy(error)) return true;
    throw error;
  }
}

/**
 * The end of a process also ends its courier's thread, which closes what it has open. Whoever closes the ledger last
 * writes it back and waits for the disk; as long as it stays open here, that is nobody in this process.
 */
const leftOpen = new Set<DatabaseSync>();

function isOverLimit(codexHome: string, { config }: DueNow): boolean {
  return journalFolderBytes(codexHome) > config.journal.maxBytes;
}

function openDestinations(codexHome: string, due: DueNow): readonly string[] {
  const store = openLedgerToRead(codexHome, IN_A_HURRY);
  try {
    return dueDestinations(store, due);
  } finally {
    store?.close();
  }
}

/** Fingerprints. */
function dueDestinations(store: DatabaseSync | undefined, { config, nowUnixMillis }: DueNow): readonly string[] {
  return config.destinations
    .map((destination) => ({ destination, fingerprint: destinationFingerprint(destination) }))
    .filter(
      ({ destination, fingerprint }) =>
        store === undefined || isOpen(readHealth(store, fingerprint), destination, nowUnixMillis),
    )
    .map(({ fingerprint }) => fingerprint);
}

/** A pause ends with its time or with a changed configuration, whichever comes first. */
function isOpen(health: DestinationHealth, destination: DestinationConfig, nowUnixMillis: number): boolean {
  if (health.state === 'ok' || nowUnixMillis >= health.nextTryUnixMillis) return true;
  return health.state === 'paused' && health.configHash !== configHash(destination);
}
