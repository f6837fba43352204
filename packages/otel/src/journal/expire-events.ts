import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './database.ts';
import type { OpenJournal } from './open-journal.ts';
import { EVENTS_AND_DESTINATIONS, IS_OPEN } from './schema.ts';

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
       SELECT ?1, 'events', CAST(events.sequence AS TEXT), COALESCE(events.turn_id, ''), events.sequence, 'expired',
         json_array(events.sequence)
       FROM ${EVENTS_AND_DESTINATIONS} WHERE destinations.id = ?1 AND ${IS_OPEN}`,
    )
    .run(id);
  database
    .prepare(
      `INSERT OR REPLACE INTO settled (destination, turn_id, signal, up_to)
       SELECT ?, COALESCE(turn_id, ''), 'all', MAX(sequence) FROM events GROUP BY turn_id`,
    )
    .run(id);
}
