import type { DatabaseSync } from 'node:sqlite';
import { EVENT_STATES } from './ledger-query.ts';
import type { OpenJournal } from './open-journal.ts';

/**
 * What the ledger must remember of the events behind the quarantine, so that its counts stay exact when an item is
 * delivered after all: for each of them and each destination its `rank` (0 delivered, 2 expired, 3 rejected), the rank
 * it has `without` its refused items, and how many of these there are.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS refused_events (
    writer TEXT NOT NULL, fingerprint TEXT NOT NULL, sequence INTEGER NOT NULL,
    rank INTEGER NOT NULL, rank_without INTEGER NOT NULL, items INTEGER NOT NULL,
    PRIMARY KEY (writer, sequence, fingerprint)
  ) WITHOUT ROWID`;

const RANKS = `${EVENT_STATES}, sources AS (
    SELECT outcomes.destination AS destination, CAST(source.value AS INTEGER) AS sequence, state
    FROM outcomes, json_each(outcomes.sources) AS source
  ), refused AS (
    SELECT destination, sequence, COUNT(*) AS items FROM sources WHERE state IN ('rejected', 'partial') GROUP BY 1, 2
  ), others AS (
    SELECT destination, sequence, MAX(CASE state WHEN 'expired' THEN 2 ELSE 0 END) AS rank
    FROM sources WHERE state NOT IN ('rejected', 'partial') GROUP BY 1, 2
  )
  SELECT states.destination, states.sequence, states.rank, COALESCE(others.rank, 0) AS rank_without,
    COALESCE(refused.items, 0) AS items
  FROM states LEFT JOIN refused USING (destination, sequence) LEFT JOIN others USING (destination, sequence)
  WHERE states.sequence IN (SELECT sequence FROM refused)`;

/** A row of `refused_events`, in the order of its columns. */
export type RefusedEvent = readonly [
  writer: string,
  fingerprint: string,
  sequence: number,
  rank: number,
  rankWithout: number,
  items: number,
];

export function readRefusedEvents({ database, destinations, writer }: OpenJournal): readonly RefusedEvent[] {
  const fingerprints = new Map(destinations.map(({ id, fingerprint }) => [id, fingerprint]));
  return database
    .prepare(RANKS)
    .all()
    .flatMap((row): RefusedEvent[] => {
      const fingerprint = fingerprints.get(Number(row['destination']));
      const number = (column: string): number => Number(row[column]);
      if (fingerprint === undefined) return [];
      return [[writer, fingerprint, number('sequence'), number('rank'), number('rank_without'), number('items')]];
    });
}

/** Part of taking a journal with refused items over into the ledger, in the same transaction. */
export function keepRefusedEvents(ledger: DatabaseSync, events: readonly RefusedEvent[]): void {
  ledger.exec(SCHEMA);
  const keep = ledger.prepare('INSERT OR REPLACE INTO refused_events VALUES (?, ?, ?, ?, ?, ?)');
  for (const event of events) keep.run(...event);
}

/** One refused item of these events was delivered after all, or refused again for good; in a transaction. */
export function settleRefusedItem(
  ledger: DatabaseSync,
  item: { readonly writer: string; readonly fingerprint: string; readonly sources: readonly number[] },
  outcome: 'delivered' | 'rejected',
): void {
  const { writer, fingerprint } = item;
  const find = ledger.prepare('SELECT * FROM refused_events WHERE writer = ? AND fingerprint = ? AND sequence = ?');
  const worst = ledger.prepare('SELECT MAX(rank) AS rank FROM refused_events WHERE writer = ? AND sequence = ?');
  const change = ledger.prepare(
    'UPDATE refused_events SET rank = ?, items = ? WHERE writer = ? AND fingerprint = ? AND sequence = ?',
  );
  for (const sequence of item.sources) {
    const row = find.get(writer, fingerprint, sequence);
    if (row === undefined) continue;
    const worstRank = (): number => Number(worst.get(writer, sequence)?.['rank'] ?? 0);
    const before = { own: Number(row['rank']), all: worstRank() };
    const items = Number(row['items']) - (outcome === 'delivered' ? 1 : 0);
    const rank = outcome === 'rejected' ? 3 : items > 0 ? before.own : Number(row['rank_without']);
    change.run(rank, Math.max(0, items), writer, fingerprint, sequence);
    moveEvent(ledger, fingerprint, before.own, rank);
    moveEvent(ledger, '', before.all, worstRank());
  }
}

/** Forgets the events of writers of which nothing is left in quarantine. */
export function forgetRefusedEvents(ledger: DatabaseSync): void {
  ledger.exec('DELETE FROM refused_events WHERE writer NOT IN (SELECT writer FROM quarantine)');
}

export function hasRefusedEvents(ledger: DatabaseSync): boolean {
  return ledger.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'refused_events'").get() !== undefined;
}

const COLUMNS: Readonly<Record<number, string>> = { 0: 'delivered', 2: 'expired', 3: 'rejected' };

/** From one count of the ledger to another: their sum never changes. */
function moveEvent(ledger: DatabaseSync, fingerprint: string, from: number, to: number): void {
  const [less, more] = [COLUMNS[from], COLUMNS[to]];
  if (less === undefined || more === undefined || less === more) return;
  ledger
    .prepare(`UPDATE totals SET ${less} = ${less} - 1, ${more} = ${more} + 1 WHERE fingerprint = ? AND ${less} > 0`)
    .run(fingerprint);
}
