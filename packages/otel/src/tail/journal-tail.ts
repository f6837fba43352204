import { existsSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isDamaged, parseJournaled } from '../journal/damage.ts';
import { isBusy, isCannotOpen, openDatabase } from '../journal/database.ts';
import { journalPaths, listWriters } from '../journal/journal-paths.ts';

/** One event as it stands in a journal. */
export interface TailedEvent {
  readonly writer: string;
  readonly sequence: number;
  readonly timeUnixMicros: number;
  readonly conversationId: string;
  readonly turnId?: string;
  /** Without the prefix `codex.`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface JournalTail {
  /** Events of all journals, also those of living processes, that were not read before; in the order of their times. */
  read(): readonly TailedEvent[];
  close(): void;
}

export interface JournalTailInput {
  readonly codexHome: string;
  /** Only events at or after this time. */
  readonly sinceUnixMillis?: number;
  /**
   * Keep journals open between reads, so that none is missed that is delivered and deleted in between. Not on Windows,
   * where an open file cannot be deleted.
   */
  readonly keepOpen: boolean;
}

/** Reads journals as they grow. It writes nothing, takes no lock that others wait for, and owns nothing. */
export function createJournalTail(input: JournalTailInput): JournalTail {
  const { codexHome, keepOpen } = input;
  const sinceMicros = (input.sinceUnixMillis ?? 0) * 1000;
  const open = new Map<string, { readonly database: DatabaseSync; readonly select: StatementSync }>();
  /** Highest sequence number read, by writer. */
  const positions = new Map<string, number>();

  const closeJournal = (writer: string): void => {
    open.get(writer)?.database.close();
    open.delete(writer);
  };
  const readWriter = (writer: string): TailedEvent[] => {
    try {
      const journal = open.get(writer) ?? openEvents(journalPaths(codexHome, writer).journal);
      if (journal === undefined) return [];
      open.set(writer, journal);
      const rows = journal.select.all(positions.get(writer) ?? 0);
      const last = rows.at(-1);
      if (last !== undefined) positions.set(writer, Number(last['sequence']));
      return rows.map((row) => toEvent(writer, row));
    } catch (error) {
      closeJournal(writer);
      // Deleted while we look, held for a moment, or damaged: who adopts it says so.
      if (isCannotOpen(error) || isBusy(error) || isDamaged(error)) return [];
      throw error;
    }
  };

  return {
    read() {
      const writers = new Set([...open.keys(), ...listWriters(codexHome)]);
      const events = [...writers].flatMap(readWriter).filter(({ timeUnixMicros }) => timeUnixMicros >= sinceMicros);
      for (const writer of open.keys()) {
        if (!keepOpen || !existsSync(journalPaths(codexHome, writer).journal)) closeJournal(writer);
      }
      return events.toSorted((left, right) => left.timeUnixMicros - right.timeUnixMicros);
    },
    close() {
      for (const writer of open.keys()) closeJournal(writer);
    },
  };
}

const SELECT =
  'SELECT sequence, time_unix_micros, conversation_id, turn_id, name, attributes FROM events WHERE sequence > ? ORDER BY sequence';

/** `undefined`: it is being made. */
function openEvents(path: string): { readonly database: DatabaseSync; readonly select: StatementSync } | undefined {
  const database = openDatabase({
    path,
    busyTimeoutMillis: 100,
    readOnly: true,
    prepare: (opened) => opened.exec('SELECT 1 FROM sqlite_schema'),
  });
  try {
    if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'settled'").get() !== undefined)
      return { database, select: database.prepare(SELECT) };
    database.close();
    return undefined;
  } catch (error) {
    database.close();
    throw error;
  }
}

function toEvent(writer: string, row: Readonly<Record<string, unknown>>): TailedEvent {
  const turnId = row['turn_id'];
  return {
    writer,
    sequence: Number(row['sequence']),
    timeUnixMicros: Number(row['time_unix_micros']),
    conversationId: String(row['conversation_id']),
    ...(typeof turnId === 'string' ? { turnId } : {}),
    name: String(row['name']),
    // Written by this package, from the registry's types.
    attributes: parseJournaled(row['attributes']) as Readonly<Record<string, unknown>>,
  };
}
