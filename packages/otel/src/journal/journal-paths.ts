import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

export function journalDirectory(codexHome: string): string {
  return join(otelDirectory(codexHome), 'journal');
}

export function journalPaths(codexHome: string, writer: string): JournalPaths {
  const base = join(journalDirectory(codexHome), `${writer}.v${JOURNAL_VERSION}`);
  return { writer, journal: `${base}.sqlite`, lock: `${base}.lock` };
}

/** Makes the folders, for the user alone. Throws what the file system throws. */
export function makeJournalDirectory(codexHome: string): void {
  mkdirSync(journalDirectory(codexHome), { recursive: true, mode: 0o700 });
}

/** Creates an empty file for the user alone; what SQLite adds beside it takes over the mode. */
export function createPrivateFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/** Writers whose journal files of this version exist, oldest first; files of other versions are left alone. */
export function listWriters(codexHome: string): readonly string[] {
  return listByEnding(codexHome, `.v${JOURNAL_VERSION}.sqlite`);
}

/** Writers that have a lock file, with or without a journal. */
export function listLocks(codexHome: string): readonly string[] {
  return listByEnding(codexHome, `.v${JOURNAL_VERSION}.lock`);
}

/** Deletes a journal without its lock: what SQLite keeps beside the file first, so that no content stays behind. */
export function deleteJournalFiles(paths: JournalPaths): void {
  for (const ending of ['-journal', '-wal', '-shm', '']) rmSync(paths.journal + ending, { force: true });
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
    if (isMissing(error)) return [];
    throw error;
  }
}

const WRITER = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
