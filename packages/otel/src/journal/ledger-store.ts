import type { DatabaseSync } from 'node:sqlite';
import type { DestinationHealth } from '@codex-langfuse/exporter';
import type { Ledger } from '../ledger.ts';
import { isDamaged } from './damage.ts';
import { isBusy, openDatabase, transaction } from './database.ts';
import { createPrivateFile, ledgerStorePath, otelDirectory } from './journal-paths.ts';
import { inLedger, setLedgerAside } from './ledger-damage.ts';
import { readJournalLedger } from './ledger-query.ts';
import { makeFolder } from './make-folder.ts';
import type { OpenJournal } from './open-journal.ts';
import { keepRefusedEvents, readRefusedEvents } from './refused-events.ts';

/**
 * What outlives journals: `$CODEX_HOME/otel/ledger.v1.sqlite` holds the counts of journals that were deleted, what was
 * refused (the quarantine), and the health of each destination, shared by all processes.
 */
export interface LedgerStore {
  /**
   * Takes over the counts and the quarantine of a journal in which everything is final. Once per writer, however often
   * it is called: a process may die between this and the deletion of the file.
   */
  fold(journal: OpenJournal, nowUnixMillis: number): void;
  /** Whether its counts were taken over: what is left of the journal has only to be deleted. */
  isFolded(writer: string): boolean;
  /** The journal of a folded writer is deleted: nobody will fold it again. */
  forget(writer: string): void;
  health(fingerprint: string): DestinationHealth;
  setHealth(fingerprint: string, health: DestinationHealth): void;
  close(): void;
}

/** The row of counts over all destinations. */
export const ALL_DESTINATIONS = '';

const SCHEMA = `
  -- generation: see RAISE_GENERATION.
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS totals (
    fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, signals TEXT NOT NULL,
    delivered INTEGER NOT NULL, rejected INTEGER NOT NULL, expired INTEGER NOT NULL,
    not_recorded INTEGER NOT NULL, content_dropped INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS health (fingerprint TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS folded (writer TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS quarantine (
    writer TEXT NOT NULL, fingerprint TEXT NOT NULL, signal TEXT NOT NULL, id TEXT NOT NULL,
    destination TEXT NOT NULL, turn_id TEXT NOT NULL, state TEXT NOT NULL, fault TEXT,
    batch TEXT, batch_rejected INTEGER, batch_size INTEGER, payload TEXT, kept_unix_millis INTEGER NOT NULL,
    PRIMARY KEY (writer, fingerprint, signal, id)
  ) WITHOUT ROWID;
`;

/** With every change of the counts, so that who looks at journals and ledger together can tell that they moved. */
export const RAISE_GENERATION =
  "INSERT INTO meta (key, value) VALUES ('generation', 1) ON CONFLICT DO UPDATE SET value = value + 1";

const BUSY_TIMEOUT_MILLIS = 100;

/** Fails where a page of these tables is damaged. The quarantine may be large and is not read. */
const CHECK = 'SELECT (SELECT COUNT(*) FROM totals) + (SELECT COUNT(*) FROM folded) + (SELECT COUNT(json) FROM health)';

/**
 * Creates the file where it does not exist; one that is damaged is moved aside as `<file>.corrupt`, and a new one begun.
 * Throws what the file system or SQLite throws; so do the methods, and `LedgerDamagedError` for damage that shows late.
 */
export function openLedgerStore(codexHome: string): LedgerStore {
  makeFolder(otelDirectory(codexHome));
  const path = ledgerStorePath(codexHome);
  const database = openOrBegin(path);
  const isFolded = database.prepare('SELECT 1 FROM folded WHERE writer = ?');
  const forget = database.prepare('DELETE FROM folded WHERE writer = ?');
  return {
    fold: (journal, nowUnixMillis) => {
      const counts = readCounts(journal);
      inLedger(path, () => addCounts(database, journal, counts, nowUnixMillis));
    },
    isFolded: (writer) => inLedger(path, () => isFolded.get(writer) !== undefined),
    forget: (writer) => void inLedger(path, () => forget.run(writer)),
    health: (fingerprint) => inLedger(path, () => readHealth(database, fingerprint)),
    setHealth: (fingerprint, health) => inLedger(path, () => writeHealth(database, fingerprint, health)),
    close: () => database.close(),
  };
}

function openOrBegin(path: string): DatabaseSync {
  const open = (): DatabaseSync => {
    createPrivateFile(path);
    return openDatabase({ path, busyTimeoutMillis: BUSY_TIMEOUT_MILLIS, prepare });
  };
  try {
    return open();
  } catch (error) {
    if (!isDamaged(error)) throw error;
    setLedgerAside(path, open);
    return open();
  }
}

function prepare(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
  if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'quarantine'").get() === undefined) {
    transaction(database, () => database.exec(SCHEMA));
  }
  database.prepare(CHECK).get();
}

/**
 * While another process holds the ledger (it may be suspended), the health is not written: the next run tries what this
 * one knows to be in vain, which is better than to end this one.
 */
function writeHealth(database: DatabaseSync, fingerprint: string, health: DestinationHealth): void {
  try {
    database
      .prepare('INSERT INTO health (fingerprint, json) VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json')
      .run(fingerprint, JSON.stringify(health));
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

/** The stored health; also used by readers. */
export function readHealth(database: DatabaseSync, fingerprint: string): DestinationHealth {
  const json = database.prepare('SELECT json FROM health WHERE fingerprint = ?').get(fingerprint)?.['json'];
  return typeof json === 'string' ? parseHealth(json) : { state: 'ok' };
}

/** What cannot be read any more is found out anew by the next request. */
function parseHealth(json: string): DestinationHealth {
  try {
    return JSON.parse(json) as DestinationHealth;
  } catch {
    return { state: 'ok' };
  }
}

/** All that is taken over, read before anything is written: damage that shows here is the journal's. */
function readCounts(journal: OpenJournal) {
  const refused = journal.database
    .prepare("SELECT * FROM outcomes WHERE state IN ('rejected', 'partial') ORDER BY destination, signal, id")
    .all();
  const events = refused.length === 0 ? [] : readRefusedEvents(journal);
  return { ledger: readJournalLedger(journal.database), refused, events };
}

function addCounts(
  database: DatabaseSync,
  journal: OpenJournal,
  { ledger, refused, events }: ReturnType<typeof readCounts>,
  nowUnixMillis: number,
): void {
  transaction(database, () => {
    const isNew =
      database.prepare('INSERT OR IGNORE INTO folded (writer) VALUES (?)').run(journal.writer).changes === 1;
    if (!isNew) return;
    database.exec(RAISE_GENERATION);
    addTotals(database, { fingerprint: ALL_DESTINATIONS, name: '', kind: '', signals: '{}' }, ledger.all);
    for (const destination of journal.destinations) {
      const counts = ledger.byDestination.get(destination.id);
      if (counts !== undefined) addTotals(database, destination, counts);
    }
    const keep = database.prepare(
      `INSERT OR REPLACE INTO quarantine (writer, fingerprint, signal, id, destination, turn_id, state, fault, batch,
         batch_rejected, batch_size, payload, kept_unix_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const row of refused) {
      const destination = journal.destinations.find(({ id }) => id === row['destination']);
      if (destination === undefined) continue;
      const { fingerprint, name } = destination;
      const column = (key: string): string | number | null => {
        const value = row[key];
        return typeof value === 'string' || typeof value === 'number' ? value : null;
      };
      keep.run(
        journal.writer,
        fingerprint,
        column('signal'),
        column('id'),
        name,
        column('turn_id'),
        column('state'),
        column('fault'),
        column('batch'),
        column('batch_rejected'),
        column('batch_size'),
        column('payload'),
        nowUnixMillis,
      );
    }
    if (refused.length > 0) keepRefusedEvents(database, events);
  });
}

interface TotalsKey {
  readonly fingerprint: string;
  readonly name: string;
  readonly kind: string;
  readonly signals: string;
}

function addTotals(database: DatabaseSync, key: TotalsKey, counts: Ledger): void {
  database
    .prepare(
      `INSERT INTO totals (fingerprint, name, kind, signals, delivered, rejected, expired, not_recorded, content_dropped)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         delivered = delivered + excluded.delivered, rejected = rejected + excluded.rejected,
         expired = expired + excluded.expired, not_recorded = not_recorded + excluded.not_recorded,
         content_dropped = content_dropped + excluded.content_dropped`,
    )
    .run(
      key.fingerprint,
      key.name,
      key.kind,
      key.signals,
      counts.delivered,
      counts.rejected,
      counts.expired,
      counts.notRecorded,
      counts.contentDropped,
    );
}
