import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { OtelConfig, Signal, SignalEndpoint } from '@codex-langfuse/config';
import type { DeliveryFault, DestinationHealth } from '@codex-langfuse/exporter';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { isDamaged } from '../journal/damage.ts';
import { isInaccessible } from '../journal/database.ts';
import { journalPaths, ledgerStorePath, listCorrupt, listWriters } from '../journal/journal-paths.ts';
import { inLedger } from '../journal/ledger-damage.ts';
import { readJournalLedger } from '../journal/ledger-query.ts';
import { ALL_DESTINATIONS, readHealth } from '../journal/ledger-store.ts';
import { openJournal, type OpenJournal } from '../journal/open-journal.ts';
import { openLedgerToRead } from '../journal/open-ledger.ts';
import { countQuarantinedInJournal, countQuarantinedInLedger } from '../quarantine/count-quarantined.ts';
import { addLedgers, EMPTY_LEDGER, type Ledger } from '../ledger.ts';

export interface OtelStatus {
  readonly destinations: readonly DestinationStatus[];
  /** Of all events ever recorded under this home. */
  readonly ledger: Ledger;
  /** Journals, and a ledger, that could not be read: paths. */
  readonly unreadable: readonly string[];
}

export interface DestinationStatus {
  /** 16 hex digits; what events are bound to. */
  readonly fingerprint: string;
  readonly name: string;
  readonly kind: string;
  readonly state:
    | 'ok'
    | 'backing-off'
    | 'paused'
    /** Events are bound to it, but the configuration does not hold it. */
    | 'waiting for config'
    /** Not in the configuration, and nothing waits for it. */
    | 'not configured';
  readonly signals: Readonly<Partial<Record<Signal, SignalEndpoint>>>;
  readonly ledger: Ledger;
  /** Items that it refused and that are kept. */
  readonly quarantined: number;
  /** With `paused`: only these are, the others go on. */
  readonly pausedSignals?: readonly Signal[];
  readonly lastError?: DeliveryFault;
  readonly nextTryUnixMillis?: number;
}

export interface OtelStatusInput {
  readonly codexHome: string;
  readonly config: OtelConfig;
}

/**
 * What telemetry is doing, from all journals, also those that living processes write to. Changes nothing. Throws what
 * SQLite throws, and `LedgerDamagedError`.
 */
export function otelStatus(input: OtelStatusInput): OtelStatus {
  // Journals that are damaged are listed.
  return inLedger(ledgerStorePath(input.codexHome), () => readStatus(input));
}

function readStatus(input: OtelStatusInput): OtelStatus {
  const store = openLedgerToRead(input.codexHome);
  try {
    // A journal that is folded into the ledger while we look would be counted twice or not at all.
    for (let attempt = 1; ; attempt += 1) {
      const generation = generationOf(store);
      const counts = new Counts();
      if (store !== undefined) addFolded(counts, store);
      const unreadable = addJournals(counts, input.codexHome, foldedWriters(store));
      if (generationOf(store) === generation || attempt === MOST_ATTEMPTS)
        return toStatus(input, counts, store, unreadable);
    }
  } finally {
    store?.close();
  }
}

const MOST_ATTEMPTS = 10;

type Signals = DestinationStatus['signals'];

/** Ledgers by destination, with the names they were recorded under. */
class Counts {
  all: Ledger = EMPTY_LEDGER;
  readonly quarantined = new Map<string, number>();
  readonly destinations = new Map<string, { name: string; kind: string; signals: Signals; ledger: Ledger }>();

  addQuarantined(items: ReadonlyMap<string, number>): void {
    for (const [fingerprint, count] of items)
      this.quarantined.set(fingerprint, (this.quarantined.get(fingerprint) ?? 0) + count);
  }

  add(fingerprint: string, name: string, kind: string, signals: string, ledger: Ledger): void {
    const before = this.destinations.get(fingerprint)?.ledger ?? EMPTY_LEDGER;
    this.destinations.set(fingerprint, {
      name,
      kind,
      signals: JSON.parse(signals) as Signals,
      ledger: addLedgers(before, ledger),
    });
  }
}

function generationOf(store: DatabaseSync | undefined): number {
  return Number(store?.prepare("SELECT value FROM meta WHERE key = 'generation'").get()?.['value'] ?? 0);
}

function addFolded(counts: Counts, store: DatabaseSync): void {
  counts.addQuarantined(countQuarantinedInLedger(store));
  for (const row of store.prepare('SELECT * FROM totals').all()) {
    const count = (key: string): number => Number(row[key]);
    const [delivered, rejected, expired] = [count('delivered'), count('rejected'), count('expired')];
    const ledger: Ledger = {
      recorded: delivered + rejected + expired,
      delivered,
      rejected,
      expired,
      pending: 0,
      notRecorded: count('not_recorded'),
      contentDropped: count('content_dropped'),
    };
    if (row['fingerprint'] === ALL_DESTINATIONS) counts.all = addLedgers(counts.all, ledger);
    else
      counts.add(String(row['fingerprint']), String(row['name']), String(row['kind']), String(row['signals']), ledger);
  }
}

/** Journals that are counted already: the process that took their counts over died before it deleted them. */
function foldedWriters(store: DatabaseSync | undefined): ReadonlySet<string> {
  const rows = store?.prepare('SELECT writer FROM folded').all() ?? [];
  return new Set(rows.map((row) => String(row['writer'])));
}

function addJournals(counts: Counts, codexHome: string, folded: ReadonlySet<string>): readonly string[] {
  const unreadable = [...listCorrupt(codexHome)];
  for (const writer of listWriters(codexHome).filter((listed) => !folded.has(listed))) {
    const paths = journalPaths(codexHome, writer);
    try {
      const journal = openJournal(paths, 'read-only');
      if (journal === undefined) continue;
      try {
        addJournal(counts, journal);
      } finally {
        journal.close();
      }
    } catch (error) {
      if (!isDamaged(error) && !isInaccessible(error)) throw error;
      // A journal may be finished and deleted while we look; the generation tells whether that matters.
      if (existsSync(paths.journal)) unreadable.push(paths.journal);
    }
  }
  return unreadable;
}

function addJournal(counts: Counts, { database, destinations }: OpenJournal): void {
  // Read before anything is added: what is damaged is not counted by halves.
  const ledger = readJournalLedger(database);
  const quarantined = countQuarantinedInJournal(database);
  counts.all = addLedgers(counts.all, ledger.all);
  counts.addQuarantined(quarantined);
  for (const { id, fingerprint, name, kind, signals } of destinations)
    counts.add(fingerprint, name, kind, signals, ledger.byDestination.get(id) ?? EMPTY_LEDGER);
}

function toStatus(
  { config }: OtelStatusInput,
  counts: Counts,
  store: DatabaseSync | undefined,
  unreadable: readonly string[],
): OtelStatus {
  const configured = config.destinations.map((destination): DestinationStatus => {
    const fingerprint = destinationFingerprint(destination);
    const health: DestinationHealth = store === undefined ? { state: 'ok' } : readHealth(store, fingerprint);
    const { name, kind, signals } = destination;
    const ledger = counts.destinations.get(fingerprint)?.ledger ?? EMPTY_LEDGER;
    const fault = health.state === 'ok' ? {} : { lastError: health.fault, nextTryUnixMillis: health.nextTryUnixMillis };
    const quarantined = counts.quarantined.get(fingerprint) ?? 0;
    const paused = health.state === 'paused' && health.signals !== undefined ? { pausedSignals: health.signals } : {};
    return { fingerprint, name, kind, state: health.state, signals, ledger, quarantined, ...paused, ...fault };
  });
  const known = new Set(config.destinations.map((destination) => destinationFingerprint(destination)));
  const others = [...counts.destinations]
    .filter(([fingerprint]) => !known.has(fingerprint))
    .map(([fingerprint, { name, kind, signals, ledger }]): DestinationStatus => {
      const quarantined = counts.quarantined.get(fingerprint) ?? 0;
      const state = ledger.pending > 0 ? 'waiting for config' : 'not configured';
      return { fingerprint, name, kind, state, signals, ledger, quarantined };
    });
  return { destinations: [...configured, ...others], ledger: counts.all, unreadable };
}
