import type { OpenJournal } from '../journal/open-journal.ts';
import { EVENTS_AND_DESTINATIONS, IS_OPEN } from '../journal/schema.ts';

/**
 * Whether nothing of a journal is left to deliver: to all its destinations, or to the one with this fingerprint.
 * Events that the journal is not bound to deliver there are nothing to it.
 */
export function isSettled(journal: OpenJournal, fingerprint?: string): boolean {
  const ids = journal.destinations.filter((bound) => fingerprint === undefined || bound.fingerprint === fingerprint);
  return ids.every(({ id }) => !hasPending(journal, id));
}

function hasPending({ database }: OpenJournal, destination: number): boolean {
  const row = database
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM outcomes WHERE destination = ?1 AND state = 'pending') OR EXISTS (
         SELECT 1 FROM ${EVENTS_AND_DESTINATIONS} WHERE destinations.id = ?1 AND ${IS_OPEN}) AS pending`,
    )
    .get(destination);
  return row?.['pending'] === 1;
}
