import type { DatabaseSync } from 'node:sqlite';

/** Items in quarantine by fingerprint of the destination, of one journal. */
export function countQuarantinedInJournal(database: DatabaseSync): ReadonlyMap<string, number> {
  return countBy(
    database,
    `SELECT fingerprint, COUNT(*) AS items FROM outcomes JOIN destinations ON destinations.id = outcomes.destination
     WHERE state IN ('rejected', 'partial') AND payload IS NOT NULL GROUP BY fingerprint`,
  );
}

/** The same of all journals that were taken over into the ledger. */
export function countQuarantinedInLedger(ledger: DatabaseSync): ReadonlyMap<string, number> {
  return countBy(
    ledger,
    'SELECT fingerprint, COUNT(*) AS items FROM quarantine WHERE payload IS NOT NULL GROUP BY fingerprint',
  );
}

function countBy(database: DatabaseSync, query: string): ReadonlyMap<string, number> {
  const rows = database.prepare(query).all();
  return new Map(rows.map((row) => [String(row['fingerprint']), Number(row['items'])]));
}
