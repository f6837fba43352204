import { isMarkedAsRecording } from '../courier/recording-mark.ts';
import { isDamaged } from '../journal/damage.ts';
import { isBusy, isCannotOpen, isInaccessible, openDatabase } from '../journal/database.ts';
import { journalPaths, listWriters, type JournalPaths } from '../journal/journal-paths.ts';
import { readJournalLedger } from '../journal/ledger-query.ts';
import { openJournal, type OpenJournal } from '../journal/open-journal.ts';

/** One journal and whom it belongs to at the moment. */
export interface JournalSummary {
  readonly writer: string;
  readonly path: string;
  /**
   * `recording`: a living process writes to it, and may deliver it beside its work. `delivering`: its process is gone,
   * and another one is sending what stands in it.
   */
  readonly owner: 'none' | 'recording' | 'delivering';
  /** Events that are not final yet. */
  readonly pending: number;
  /** The same for each destination it is bound to, by name. */
  readonly pendingByDestination: Readonly<Record<string, number>>;
}

/** All readable journals, oldest first. Takes nothing over and changes nothing; costs a look at every event. */
export function listJournals(codexHome: string): readonly JournalSummary[] {
  return lookAtJournals(codexHome, (journal, owner, path): JournalSummary => {
    const ledger = readJournalLedger(journal.database);
    const byName = new Map<string, number>();
    for (const { id, name } of journal.destinations)
      byName.set(name, (byName.get(name) ?? 0) + (ledger.byDestination.get(id)?.pending ?? 0));
    const pendingByDestination = Object.fromEntries(byName);
    return { writer: journal.writer, path, owner, pending: ledger.all.pending, pendingByDestination };
  });
}

/** The same without counts: cheap, whatever stands in the journals. */
export function listOwners(codexHome: string): readonly Pick<JournalSummary, 'writer' | 'owner'>[] {
  return lookAtJournals(codexHome, ({ writer }, owner) => ({ writer, owner }));
}

function lookAtJournals<Result>(
  codexHome: string,
  describe: (journal: OpenJournal, owner: JournalSummary['owner'], path: string) => Result,
): readonly Result[] {
  return listWriters(codexHome).flatMap((writer): Result[] => {
    const paths = journalPaths(codexHome, writer);
    try {
      const journal = openJournal(paths, 'read-only');
      if (journal === undefined) return [];
      try {
        return [describe(journal, ownerOf(journal, paths), paths.journal)];
      } finally {
        journal.close();
      }
    } catch (error) {
      // Finished and deleted while we look, moved aside by whoever adopts it next, or somebody else's.
      if (isDamaged(error) || isInaccessible(error)) return [];
      throw error;
    }
  });
}

/** Who delivers makes an index first, which recording alone does without. */
function ownerOf(journal: OpenJournal, { lock }: JournalPaths): JournalSummary['owner'] {
  if (!isHeld(lock)) return 'none';
  const index = journal.database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events_by_turn'").get();
  return index === undefined || isMarkedAsRecording(journal) ? 'recording' : 'delivering';
}

/** Whether some process holds a lock file exclusively; it is looked at for an instant, never taken. */
function isHeld(lockPath: string): boolean {
  try {
    const database = openDatabase({ path: lockPath, busyTimeoutMillis: 0, readOnly: true, prepare: () => undefined });
    try {
      database.prepare('SELECT 1 FROM sqlite_schema').get();
      return false;
    } finally {
      database.close();
    }
  } catch (error) {
    if (isBusy(error)) return true;
    if (isCannotOpen(error)) return false;
    throw error;
  }
}
