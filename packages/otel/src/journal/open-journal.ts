import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { EventContext, EventEnvelope } from '@codex-langfuse/events';
import { DamagedJournalError, parseJournaled } from './damage.ts';
import { openDatabase } from './database.ts';
import type { JournalPaths } from './journal-paths.ts';
import type { JournaledDestination } from './journal-writer.ts';
import { OPEN_TURNS } from './schema.ts';

/** A journal opened to be read, and to have outcomes written into it. Only its owner may write. */
export interface OpenJournal {
  readonly writer: string;
  readonly database: DatabaseSync;
  readonly destinations: readonly (JournaledDestination & { readonly id: number })[];
  /**
   * Turns with events that are not settled for this destination, in the order in which they began. What else is read
   * belongs to a turn that this told of.
   */
  openTurns(destination: number): readonly JournaledTurn[];
  /** The process's first turn; the events outside of turns are told with it. */
  firstTurn(): JournaledTurn;
  /**
   * All events of a turn as they stand at one moment, in order; for the first turn also those outside any turn. There is
   * at least one.
   */
  eventsOf(turn: JournaledTurn): readonly EventEnvelope[];
  /** The settings in force when a turn's event was recorded. */
  conversationStartsBefore(event: EventEnvelope): EventEnvelope<'conversation_starts'> | undefined;
  content(reference: string): string | undefined;
  close(): void;
}

/** A turn by its id; `undefined`: the process has events, but no turn yet. */
export type JournaledTurn = string | undefined;

/** Of the courier, which may have to wait for the recording thread; not longer, or it delays the end of the process. */
const BUSY_TIMEOUT_MILLIS = 100;

/**
 * What the log holds when a journal is made and nothing is recorded yet. A longer log without a journal is one whose
 * beginning was damaged: SQLite takes it for empty.
 */
export const MOST_LOG_BYTES_UNUSED = 32 * 1024;

/** `undefined`: the process died before its journal was made; nothing was recorded. Throws what SQLite throws. */
export function openJournal(paths: JournalPaths, access: 'read-write' | 'read-only'): OpenJournal | undefined {
  const logBytes = sizeOf(`${paths.journal}-wal`);
  // SQLite would delete the log unread.
  if (logBytes > 0 && sizeOf(paths.journal) === 0) throw new DamagedJournalError('the journal is empty beside its log');
  const open = (readOnly: boolean): DatabaseSync =>
    openDatabase({
      path: paths.journal,
      busyTimeoutMillis: BUSY_TIMEOUT_MILLIS,
      readOnly,
      // As the recording side: an outcome survives the process's death, and of a power cut the request is repeated.
      prepare: (opened) => opened.exec('PRAGMA synchronous=NORMAL; SELECT 1 FROM sqlite_schema'),
    });
  const database = open(access === 'read-only');
  try {
    const complete = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'settled'").get() !== undefined;
    if (complete) return journalOver(database, paths.writer);
    if (logBytes > MOST_LOG_BYTES_UNUSED) throw new DamagedJournalError('the log of the journal cannot be read');
    database.close();
    return undefined;
  } catch (error) {
    closeKeepingLog(database, () => open(true));
    throw error;
  }
}

/** Who closes a journal last deletes its log, but not who only reads it. What is damaged is kept as it is. */
function closeKeepingLog(database: DatabaseSync, openReader: () => DatabaseSync): void {
  let reader: DatabaseSync | undefined;
  try {
    reader = openReader();
  } catch {
    // Then the log goes the way of every log: into the file, as far as it can be read.
  }
  database.close();
  reader?.close();
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function journalOver(database: DatabaseSync, writer: string): OpenJournal {
  const contexts = new Map<number, EventContext>();
  const readContext = database.prepare('SELECT json FROM contexts WHERE id = ?');
  const readContent = database.prepare('SELECT text FROM content WHERE reference = ?');
  const selectTurn = database.prepare('SELECT * FROM events WHERE turn_id = ? ORDER BY sequence');
  // One statement, so that nothing is recorded between the two.
  const selectFirst = database.prepare(
    'SELECT * FROM events WHERE turn_id = ? UNION ALL SELECT * FROM events WHERE turn_id IS NULL ORDER BY sequence',
  );
  // Settings stand outside of turns, where there are few events; the index leads to them.
  const selectSettings = database.prepare(
    "SELECT * FROM events WHERE turn_id IS NULL AND name = 'conversation_starts' ORDER BY sequence",
  );
  let settings: ReadonlyMap<string, readonly EventEnvelope[]> | undefined;
  const selectFirstTurn = database.prepare(
    'SELECT turn_id FROM events WHERE turn_id IS NOT NULL ORDER BY sequence LIMIT 1',
  );
  let knownFirstTurn: string | undefined;
  const firstTurn = (): JournaledTurn => (knownFirstTurn ??= stringOf(selectFirstTurn.get()?.['turn_id']));

  const contextOf = (id: number): EventContext => {
    let context = contexts.get(id);
    if (context === undefined) {
      // Written by this package, from the type.
      context = parseJournaled(readContext.get(id)?.['json']) as EventContext;
      contexts.set(id, context);
    }
    return context;
  };

  const envelope = (row: Record<string, unknown>): EventEnvelope => {
    const turnId = stringOf(row['turn_id']);
    const items = stringOf(row['items']);
    return {
      name: row['name'],
      writer,
      sequence: Number(row['sequence']),
      timeUnixMicros: Number(row['time_unix_micros']),
      conversationId: row['conversation_id'],
      ...(turnId === undefined ? {} : { turnId }),
      context: contextOf(Number(row['context'])),
      attributes: parseJournaled(row['attributes']),
      ...(items === undefined ? {} : { items: parseJournaled(items) }),
      // Attributes were checked against the registry before they were written.
    } as EventEnvelope;
  };

  return {
    writer,
    database,
    destinations: readDestinations(database),
    openTurns: (destination) => {
      // What is in force for one of these turns was recorded before it.
      settings = undefined;
      const rows = database.prepare(`${OPEN_TURNS} ORDER BY began`).all(destination);
      const turns = rows.map((row) => (row['turn_id'] === '' ? firstTurn() : String(row['turn_id'])));
      return [...new Set(turns)];
    },
    firstTurn,
    eventsOf: (turn) =>
      (turn === undefined || turn === firstTurn() ? selectFirst : selectTurn).all(turn ?? null).map(envelope),
    conversationStartsBefore: ({ conversationId, sequence }) => {
      settings ??= Map.groupBy(selectSettings.all().map(envelope), (event) => event.conversationId);
      const found = settings.get(conversationId)?.findLast((event) => event.sequence < sequence);
      return found?.name === 'conversation_starts' ? found : undefined;
    },
    content: (reference) => stringOf(readContent.get(reference)?.['text']),
    close: () => database.close(),
  };
}

function readDestinations(database: DatabaseSync): OpenJournal['destinations'] {
  const rows = database.prepare('SELECT * FROM destinations ORDER BY id').all();
  if (rows.length === 0) throw new DamagedJournalError('a journal names no destination');
  // Whoever parses them later need not expect damage.
  for (const row of rows) for (const column of ['signals', 'policy']) parseJournaled(row[column]);
  return rows.map((row) => ({
    id: Number(row['id']),
    fingerprint: String(row['fingerprint']),
    name: String(row['name']),
    kind: String(row['kind']),
    signals: String(row['signals']),
    policy: String(row['policy']),
  }));
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
