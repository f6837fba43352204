import { closeSync, existsSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { makeFolder } from './make-folder.ts';
import { JOURNAL_VERSION } from './schema.ts';

/** The files of one journal. */
export interface JournalPaths {
  readonly writer: string;
  readonly journal: string;
  readonly lock: string;
}

/** `$CODEX_HOME/otel`: everything telemetry keeps. */
export function otelDirectory(codexHome: string): string {
  return join(codexHome, 'otel');
}

/** What outlives journals; see `LedgerStore`. */
export function ledgerStorePath(codexHome: string): string {
  return join(otelDirectory(codexHome), 'ledger.v1.sqlite');
}

export function journalDirectory(codexHome: string): string {
  return join(otelDirectory(codexHome), 'journal');
}

export function journalPaths(codexHome: string, writer: string): JournalPaths {
  const base = join(journalDirectory(codexHome), `${writer}.v${JOURNAL_VERSION}`);
  return { writer, journal: `${base}.sqlite`, lock: `${base}.lock` };
}

/** Makes the folders, for the user alone. Throws what the file system throws. */
export function makeJournalDirectory(codexHome: string): void {
  makeFolder(journalDirectory(codexHome));
}

/**
 * Creates an empty file for the user alone; what SQLite adds beside it takes over the mode. An existing file is not
 * touched: closing any descriptor of a file frees every POSIX lock that this process holds on it, SQLite's included.
 */
export function createPrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** Writers whose journal files of this version exist, oldest first; files of other versions are left alone. */
export function listWriters(codexHome: string): readonly string[] {
  return listByEnding(codexHome, `.v${JOURNAL_VERSION}.sqlite`);
}

/** Writers that have a lock file, with or without a journal. */
export function listLocks(codexHome: string): readonly string[] {
  return listByEnding(codexHome, `.v${JOURNAL_VERSION}.lock`);
}

/** Journals, and a ledger, that could not be read and were moved aside: paths. Each may have its log beside it. */
export function listCorrupt(codexHome: string): readonly string[] {
  const journals = listByEnding(codexHome, `.v${JOURNAL_VERSION}.sqlite${CORRUPT_ENDING}`).map((writer) =>
    corruptPathOf(journalPaths(codexHome, writer).journal),
  );
  const ledger = corruptPathOf(ledgerStorePath(codexHome));
  return existsSync(ledger) ? [...journals, ledger] : journals;
}

const CORRUPT_ENDING = '.corrupt';

/** Where a file of SQLite's is moved that cannot be read. */
export function corruptPathOf(path: string): string {
  return path + CORRUPT_ENDING;
}

/**
 * Renames a file of SQLite's that cannot be read, so that nobody tries again and nothing is thrown away: what was written
 * last may stand in the log alone, which tools look for beside the file.
 */
export function moveAside(path: string): string {
  const aside = corruptPathOf(path);
  renameSync(path, aside);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return aside;
}

/** Deletes what was moved aside. */
export function deleteAside(aside: string): void {
  for (const ending of ['', '-wal']) rmSync(aside + ending, { force: true });
}

/** Deletes a journal without its lock: what SQLite keeps beside the file first, so that no content stays behind. */
export function deleteJournalFiles(paths: JournalPaths): void {
  for (const ending of ['-journal', '-wal', '-shm', '']) rmSync(paths.journal + ending, { force: true });
}

/**
 * Deletes what a reader made anew beside a journal that was deleted at that moment. Nobody else needs it: a journal's
 * file is made before everything beside it, and its name is never used again.
 */
export function removeStrayParts(codexHome: string): void {
  for (const part of ['-wal', '-shm']) {
    for (const writer of listByEnding(codexHome, `.v${JOURNAL_VERSION}.sqlite${part}`)) {
      const { journal } = journalPaths(codexHome, writer);
      if (!existsSync(journal)) removeQuietly(journal + part);
    }
  }
}

/** Where an open file cannot be deleted (Windows), another process that looks just now deletes it later. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (errorCode(error) !== 'EBUSY' && errorCode(error) !== 'EPERM') throw error;
  }
}

function listByEnding(codexHome: string, ending: string): readonly string[] {
  try {
    return readdirSync(journalDirectory(codexHome))
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .filter((writer) => WRITER.test(writer))
      .sort();
  } catch (error) {
    // No folder, or a file in its place: nothing was ever journaled here.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const WRITER = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
