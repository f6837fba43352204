import type { DatabaseSync } from 'node:sqlite';
import type { DestinationConfig, OtelConfig } from '@codex-langfuse/config';
import type { DestinationHealth } from '@codex-langfuse/exporter';
import { configHash, destinationFingerprint, isTimeToTry } from '@codex-langfuse/exporter/identity';
import { isSettled } from '../courier/is-settled.ts';
import { visitOrphans } from '../journal/adopt-orphans.ts';
import { isBusy } from '../journal/database.ts';
import { journalFolderBytes } from '../journal/folder-size.ts';
import { ledgerStorePath, listWriters } from '../journal/journal-paths.ts';
import { inLedger, LedgerDamagedError } from '../journal/ledger-damage.ts';
import { readHealth } from '../journal/ledger-store.ts';
import { IN_A_HURRY, openLedgerToRead } from '../journal/open-ledger.ts';

/** With it, only what can go out now counts: bound to one of its destinations that is neither paused nor backing off. */
export interface DueNow {
  readonly config: OtelConfig;
  readonly nowUnixMillis: number;
}

/**
 * Whether there is anything to flush: a journal that nobody owns and that is not finished. Cheap: no journal, one
 * directory listing; else the first that counts ends the search. After a hundred that do not, it is assumed of the rest.
 * Throws what the file system or SQLite throws.
 */
export function hasPending(codexHome: string, due?: DueNow): boolean {
  if (listWriters(codexHome).length === 0) return false;
  if (due !== undefined && isOverLimit(codexHome, due)) return true;
  const open = due === undefined ? undefined : openDestinations(codexHome, due);
  if (open?.length === 0) return false;
  let looked = 0;
  let found = false;
  visitOrphans(codexHome, { nowUnixMillis: due?.nowUnixMillis ?? 0 }, ({ journal }) => {
    looked += 1;
    // A finished journal, too, has to be counted and deleted by someone.
    found = open === undefined || isSettled(journal) || open.some((fingerprint) => !isSettled(journal, fingerprint));
    found ||= looked === MOST_LOOKED_AT;
    return found ? 'stop' : 'go on';
  });
  return found;
}

/** Of thousands of journals that wait for a configuration a flush looks at the rest, in its own time. */
const MOST_LOOKED_AT = 100;

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
    return inLedger(ledgerStorePath(codexHome), () => dueDestinations(store, due)).length > 0;
  } catch (error) {
    // Others hold the ledger for longer than this moment allows, or a courier has to begin a new one.
    if (isBusy(error) || error instanceof LedgerDamagedError) return true;
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
  let store: DatabaseSync | undefined;
  try {
    store = openLedgerToRead(codexHome, IN_A_HURRY);
    return inLedger(ledgerStorePath(codexHome), () => dueDestinations(store, due));
  } catch (error) {
    // A courier begins a new one, in which nothing stands against anybody.
    if (error instanceof LedgerDamagedError) return dueDestinations(undefined, due);
    throw error;
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
  if (health.state === 'ok' || isTimeToTry(health.nextTryUnixMillis, nowUnixMillis)) return true;
  return health.state === 'paused' && health.configHash !== configHash(destination);
}
