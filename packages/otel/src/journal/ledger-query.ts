import type { DatabaseSync } from 'node:sqlite';
import type { Ledger } from '../ledger.ts';
import { EVENTS_AND_DESTINATIONS, IS_OPEN } from './schema.ts';

/** The ledger of one journal: of all its events, and per destination id. */
export interface JournalLedger {
  readonly all: Ledger;
  readonly byDestination: ReadonlyMap<number, Ledger>;
}

/**
 * Ranks 0 delivered, 1 pending, 2 expired, 3 rejected: an event takes the highest of its items. An event that is
 * still open is pending at least. Of a partly refused batch nobody knows which items were refused, so the first
 * ones are counted.
 */
export const EVENT_STATES = `
  WITH placed AS (
    SELECT destination, sources, state, batch_rejected,
           row_number() OVER (PARTITION BY destination, batch ORDER BY signal, id) AS place
    FROM outcomes
  ), ranks AS (
    SELECT placed.destination AS destination, CAST(source.value AS INTEGER) AS sequence, CASE
      WHEN state = 'rejected' OR (state = 'partial' AND place <= batch_rejected) THEN 3
      WHEN state = 'expired' THEN 2
      WHEN state = 'pending' THEN 1
      ELSE 0 END AS rank
    FROM placed, json_each(placed.sources) AS source
    UNION ALL
    SELECT destinations.id, events.sequence, ${IS_OPEN} FROM ${EVENTS_AND_DESTINATIONS}
  ), states AS (
    SELECT destination, sequence, MAX(rank) AS rank FROM ranks GROUP BY destination, sequence
  )`;

const COUNTS = `${EVENT_STATES}, worst AS (SELECT sequence, MAX(rank) AS rank FROM states GROUP BY sequence)
  SELECT destination, rank, COUNT(*) AS events FROM states GROUP BY destination, rank
  UNION ALL SELECT 0, rank, COUNT(*) FROM worst GROUP BY rank`;

export function readJournalLedger(database: DatabaseSync): JournalLedger {
  const notRecorded = readCount(database, 'not_recorded');
  const contentDropped = readCount(database, 'content_dropped');
  const counts = new Map<number, [number, number, number, number]>([[ALL, [0, 0, 0, 0]]]);
  for (const row of database.prepare('SELECT id FROM destinations').iterate())
    counts.set(Number(row['id']), [0, 0, 0, 0]);
  for (const row of database.prepare(COUNTS).iterate()) {
    const ranks = counts.get(Number(row['destination']));
    if (ranks !== undefined) ranks[Number(row['rank'])] = Number(row['events']);
  }
  const ledgers = new Map<number, Ledger>();
  for (const [destination, [delivered, pending, expired, rejected]] of counts) {
    const recorded = delivered + pending + expired + rejected;
    ledgers.set(destination, { recorded, delivered, rejected, expired, pending, notRecorded, contentDropped });
  }
  const all = ledgers.get(ALL);
  ledgers.delete(ALL);
  if (all === undefined) throw new Error('the ledger of all destinations is always counted');
  return { all, byDestination: ledgers };
}

/** No destination has this id. */
const ALL = 0;

function readCount(database: DatabaseSync, key: string): number {
  return Number(database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'] ?? 0);
}
