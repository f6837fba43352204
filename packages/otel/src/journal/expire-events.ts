import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './database.ts';
import type { OpenJournal } from './open-journal.ts';

/**
 * Gives up on what is still pending in a journal whose newest event is older than `beforeUnixMillis`, for every
 * destination, also those that no configuration holds any more. Counted as expired, never as delivered.
 */
export function expireOldEvents({ database, destinations }: OpenJournal, beforeUnixMillis: number): void {
  const newest = database.prepare('SELECT MAX(time_unix_micros) AS newest FROM events').get()?.['newest'];
  if (typeof newest !== 'number' || newest / 1000 >= beforeUnixMillis) return;
  transaction(database, () => {
    for (const { id } of destinations) expireDestination(database, id);
  });
}

/** Gives up on everything that is pending for one destination of a journal whose writer is gone; in a transaction. */
export function expireDestination(database: DatabaseSync, id: number): void {
  database.prepare("UPDATE outcomes SET state = 'expired' WHERE destination = ? AND state = 'pending'").run(id);
  database
    .prepare(
      `INSERT OR IGNORE INTO outcomes (destination, signal, id, turn_id, first_source, state, sources)
       SELECT ?1, 'events', CAST(sequence AS TEXT), COALESCE(turn_id, ''), sequence, 'expired', json_array(sequence)
       FROM events WHERE NOT EXISTS (
         SELECT 1 FROM registered WHERE destination = ?1 AND registered.sequence = events.sequence)`,
    )
    .run(id);
  database.prepare('INSERT OR IGNORE INTO registered (destination, sequence) SELECT ?, sequence FROM events').run(id);
}
