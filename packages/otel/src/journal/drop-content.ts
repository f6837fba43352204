import { CONTENT_ATTRIBUTES } from '../manager/capture.ts';
import { transaction } from './database.ts';
import type { OpenJournal } from './open-journal.ts';
import { EVENTS_AND_DESTINATIONS, IS_OPEN } from './schema.ts';

/**
 * Takes the content out of a journal whose writer is gone, and gives its bytes back; events, usage and outcomes stay.
 * What was still to be delivered is counted as `content_dropped`.
 */
export function dropContent({ database }: OpenJournal): void {
  transaction(database, () => {
    const dropped = Number(database.prepare(WAITING_CONTENT).get(CONTENT_KEYS)?.['pieces'] ?? 0);
    database.prepare(STRIP).run(...CONTENT_ATTRIBUTES.map((attribute) => `$.${attribute}`), CONTENT_KEYS);
    database.exec('DELETE FROM content');
    if (dropped > 0) database.prepare(ADD_DROPPED).run(String(dropped));
  });
  if (Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count'] ?? 0) === 0) return;
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
}

const CONTENT_KEYS = JSON.stringify(CONTENT_ATTRIBUTES);

const IS_CONTENT = 'key IN (SELECT value FROM json_each(?1))';

/** Pieces of content of events that are not final for every destination. */
const WAITING_CONTENT = `
  WITH waiting AS (
    SELECT events.sequence FROM ${EVENTS_AND_DESTINATIONS} WHERE ${IS_OPEN}
    UNION
    SELECT CAST(source.value AS INTEGER) FROM outcomes, json_each(outcomes.sources) AS source WHERE state = 'pending'
  )
  SELECT SUM(
    (SELECT COUNT(*) FROM json_each(events.attributes) WHERE ${IS_CONTENT})
    + (SELECT COALESCE(SUM(json_array_length(value)), 0) FROM json_each(COALESCE(events.items, '{}')))) AS pieces
  FROM events WHERE sequence IN (SELECT sequence FROM waiting)`;

const STRIP = `
  UPDATE events SET items = NULL, attributes = json_remove(attributes${', ?'.repeat(CONTENT_ATTRIBUTES.length)})
  WHERE items IS NOT NULL
    OR EXISTS (SELECT 1 FROM json_each(events.attributes) WHERE key IN (SELECT value FROM json_each(?)))`;

const ADD_DROPPED = `
  INSERT INTO meta (key, value) VALUES ('content_dropped', ?1)
  ON CONFLICT DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + CAST(?1 AS INTEGER) AS TEXT)`;
