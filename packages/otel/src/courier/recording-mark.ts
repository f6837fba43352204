import type { OpenJournal } from '../journal/open-journal.ts';

const KEY = 'delivered_while_recording';

/**
 * A journal that its own process delivers beside its work looks like one that was adopted to be delivered, but is not
 * done with soon. This tells the two apart.
 */
export function markAsRecording(journal: OpenJournal): void {
  // Looked at first: writing nothing also waits for the recording thread.
  if (isMarkedAsRecording(journal)) return;
  journal.database.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)').run(KEY, '1');
}

/** Its process is gone: from now on it is an adopter that delivers it. */
export function unmarkAsRecording({ database }: OpenJournal): void {
  database.prepare('DELETE FROM meta WHERE key = ?').run(KEY);
}

export function isMarkedAsRecording({ database }: OpenJournal): boolean {
  return database.prepare('SELECT 1 FROM meta WHERE key = ?').get(KEY) !== undefined;
}
