import type { DatabaseSync } from 'node:sqlite';
import { v7 as uuidv7 } from 'uuid';
import { openDatabase, transaction } from './database.ts';
import { createFolderBudget, type FolderBudget } from './folder-budget.ts';
import {
  createPrivateFile,
  deleteJournalFiles,
  journalPaths,
  makeJournalDirectory,
  type JournalPaths,
} from './journal-paths.ts';
import { JOURNAL_SCHEMA, JOURNAL_VERSION } from './schema.ts';
import { lockNewJournal, type WriterLock } from './writer-lock.ts';

/** A destination as a journal remembers it. */
export interface JournaledDestination {
  readonly fingerprint: string;
  readonly name: string;
  readonly kind: string;
  /** JSON of the signals with URL and protocol. */
  readonly signals: string;
  /** JSON of the content policy. */
  readonly policy: string;
}

/** One event, ready to be stored. */
export interface JournalEntry {
  readonly turnId: string | undefined;
  readonly conversationId: string;
  readonly name: string;
  readonly timeUnixMicros: number;
  /** JSON of the event's context; stored once. */
  readonly context: string;
  /** JSON. */
  readonly attributes: string;
  /** JSON of the item references, all ASCII. */
  readonly items: string | undefined;
  /** Content that the journal may not hold yet, by reference. */
  readonly content: ReadonlyMap<string, string>;
}

/** The recording side of one journal. Methods throw what SQLite throws. */
export interface JournalWriter {
  readonly paths: JournalPaths;
  readonly database: DatabaseSync;
  /** Durable against the death of the process when it returns. */
  append(entries: readonly JournalEntry[]): void;
  setMeta(key: string, value: string): void;
  /** Content is left out beyond a share of the limit, so that usage still fits. */
  readonly hasRoomForContent: () => boolean;
  /** Gives the journal up, and deletes it when it holds nothing. */
  close(): void;
  /** Gives the journal up as it is, its file still open, and says whether it holds anything; if not, it is deleted. */
  leave(): boolean;
}

export interface JournalWriterInput {
  readonly codexHome: string;
  readonly destinations: readonly JournaledDestination[];
  /** Of all journals of the folder together. */
  readonly maxBytes: number;
  readonly nowUnixMillis: number;
}

/** Longest stall of the recording process when another connection of the same process writes. */
const BUSY_TIMEOUT_MILLIS = 25;

/**
 * Checkpoints sync to disk for milliseconds, so the courier makes them. Should none run, this many bytes bound the
 * write-ahead log.
 */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;

/** An event takes part of a page, and the log a copy of the page for each event: half of SQLite's default is faster. */
const PAGE_BYTES = 2048;

/** Of the columns other than attributes and items, at most about. */
const BYTES_PER_EVENT = 512;

/** In UTF-8, at most. */
const BYTES_PER_CHARACTER = 3;

/** Creates the journal of this process and takes its lock. Throws what the file system or SQLite throws. */
export function createJournalWriter(input: JournalWriterInput): JournalWriter {
  makeJournalDirectory(input.codexHome);
  const { paths, lock } = lockNewWriter(input.codexHome);
  try {
    createPrivateFile(paths.journal);
    const database = openDatabase({
      path: paths.journal,
      busyTimeoutMillis: BUSY_TIMEOUT_MILLIS,
      prepare: (opened) => initialise(opened, input, paths.writer),
    });
    const budget = createFolderBudget({ ...input, writer: paths.writer });
    return writerOver(database, paths, lock, budget);
  } catch (error) {
    deleteJournalFiles(paths);
    lock.remove();
    throw error;
  }
}

function lockNewWriter(codexHome: string): { paths: JournalPaths; lock: WriterLock } {
  for (;;) {
    const paths = journalPaths(codexHome, uuidv7());
    const lock = lockNewJournal(paths);
    if (lock !== undefined) return { paths, lock };
  }
}

function initialise(database: DatabaseSync, input: JournalWriterInput, writer: string): void {
  // Nothing is recorded yet, so creation need not wait for the disk.
  database.exec(
    `PRAGMA page_size=${PAGE_BYTES}; PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL;
     PRAGMA wal_autocheckpoint=${CHECKPOINT_BYTES / PAGE_BYTES}`,
  );
  transaction(database, () => {
    database.exec(JOURNAL_SCHEMA);
    const setMeta = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    setMeta.run('writer', writer);
    setMeta.run('version', String(JOURNAL_VERSION));
    setMeta.run('created_unix_millis', String(input.nowUnixMillis));
    const insert = database.prepare(
      'INSERT INTO destinations (fingerprint, name, kind, signals, policy) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { fingerprint, name, kind, signals, policy } of input.destinations)
      insert.run(fingerprint, name, kind, signals, policy);
  });
  database.exec('PRAGMA synchronous=NORMAL');
}

function writerOver(
  database: DatabaseSync,
  paths: JournalPaths,
  lock: WriterLock,
  budget: FolderBudget,
): JournalWriter {
  const contexts = new Map<string, number>();
  const insertContext = database.prepare('INSERT INTO contexts (json) VALUES (?)');
  const insertContent = database.prepare('INSERT OR IGNORE INTO content (reference, text) VALUES (?, ?)');
  const insertEvent = database.prepare(
    `INSERT INTO events (turn_id, conversation_id, name, time_unix_micros, context, attributes, items)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const pageCount = database.prepare('PRAGMA page_count');
  const ownBytes = (): number => Number(pageCount.get()?.['page_count'] ?? 0) * PAGE_BYTES;
  let mostPages = 0;
  const limitSize = (): void => {
    const pages = Math.ceil(budget.allowance() / PAGE_BYTES);
    if (pages === mostPages) return;
    database.exec(`PRAGMA max_page_count=${pages}`);
    mostPages = pages;
  };
  limitSize();
  const insert = (entry: JournalEntry, context: number): void => {
    const { turnId, conversationId, name, timeUnixMicros, attributes, items } = entry;
    budget.added(BYTES_PER_EVENT + attributes.length * BYTES_PER_CHARACTER + (items?.length ?? 0));
    insertEvent.run(turnId ?? null, conversationId, name, timeUnixMicros, context, attributes, items ?? null);
  };
  const insertAll = (entries: readonly JournalEntry[]): void => {
    const added = new Map<string, number>();
    transaction(database, () => {
      for (const entry of entries) {
        let context = contexts.get(entry.context) ?? added.get(entry.context);
        if (context === undefined) {
          context = Number(insertContext.run(entry.context).lastInsertRowid);
          added.set(entry.context, context);
        }
        for (const [reference, text] of entry.content) {
          budget.added(text.length * BYTES_PER_CHARACTER);
          insertContent.run(reference, text);
        }
        insert(entry, context);
      }
    });
    for (const [json, id] of added) contexts.set(json, id);
  };
  return {
    paths,
    database,
    append: (entries) => {
      limitSize();
      const [entry] = entries;
      const context = entry === undefined ? undefined : contexts.get(entry.context);
      if (entry !== undefined && entries.length === 1 && context !== undefined && entry.content.size === 0)
        insert(entry, context);
      else insertAll(entries);
    },
    setMeta: (key, value) => {
      database
        .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
        .run(key, value);
    },
    hasRoomForContent: () => budget.hasRoomForContent(ownBytes),
    close: () => closeWriter(database, paths, lock),
    leave: () => {
      try {
        // Closing the last connection would bring the whole log into the file and wait for the disk.
        if (isUsed(database)) return true;
        closeWriter(database, paths, lock);
        return false;
      } finally {
        lock.release();
      }
    },
  };
}

function closeWriter(database: DatabaseSync, paths: JournalPaths, lock: WriterLock): void {
  const used = isUsed(database);
  database.close();
  if (used) {
    lock.release();
  } else {
    deleteJournalFiles(paths);
    lock.remove();
  }
}

/** Holds an event, or the count of events that were lost. */
function isUsed(database: DatabaseSync): boolean {
  const row = database
    .prepare('SELECT EXISTS (SELECT 1 FROM events) OR EXISTS (SELECT 1 FROM meta WHERE key = ?) AS used')
    .get('not_recorded');
  return row?.['used'] === 1;
}
