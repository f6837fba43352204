import type { DatabaseSync } from 'node:sqlite';
import type { Signal } from '@codex-langfuse/config';
import type { Item, Settlement } from '@codex-langfuse/exporter';
import { LONGEST_WAIT_OF_ALL_MILLIS } from '@codex-langfuse/exporter/identity';
import type { JournaledTurn } from '../journal/open-journal.ts';
import type { SourcedItem } from './turn-items.ts';

/** An item that was handed out, with what its outcome row says of it. */
export interface TakenItem extends SourcedItem {
  readonly turn: JournaledTurn;
  /** It has a row already: an earlier try failed. */
  readonly hasRow: boolean;
}

/** The rows of single items, for one destination of a journal. */
export interface OutcomeRows {
  /** Pending items whose time has come (see `isTimeToTry`), oldest first. */
  due(
    signal: Signal,
    nowUnixMillis: number,
    limit: number,
  ): readonly { readonly id: string; readonly turn: JournaledTurn }[];
  /** Inserts the item's row, or changes it if it is pending. */
  write(settlement: Settlement, item: TakenItem): void;
  /** Of a pending item that its events no longer give. */
  expire(signal: Signal, id: string): void;
}

export function createOutcomeRows(database: DatabaseSync, destination: number): OutcomeRows {
  const selectDue = database.prepare(
    `SELECT id, turn_id FROM outcomes
     WHERE destination = ?1 AND signal = ?2 AND state = 'pending'
       AND (next_try_unix_millis <= ?3 OR next_try_unix_millis > ?3 + ${LONGEST_WAIT_OF_ALL_MILLIS})
     ORDER BY first_source, id LIMIT ?4`,
  );
  const upsert = database.prepare(UPSERT);
  const expire = database.prepare(
    "UPDATE outcomes SET state = 'expired', fault = ? WHERE destination = ? AND signal = ? AND id = ? AND state = 'pending'",
  );
  // Mostly there is none, and what this run adds is known without asking.
  let mayHavePending =
    database.prepare("SELECT 1 FROM outcomes WHERE destination = ? AND state = 'pending'").get(destination) !==
    undefined;
  return {
    due: (signal, nowUnixMillis, limit) =>
      mayHavePending
        ? selectDue.all(destination, signal, nowUnixMillis, limit).map((row) => ({
            id: String(row['id']),
            turn: row['turn_id'] === '' ? undefined : String(row['turn_id']),
          }))
        : [],
    write: (settlement, { item, sources, turn }) => {
      const { signal, id } = settlement;
      mayHavePending ||= settlement.state === 'pending';
      upsert.run(
        destination,
        signal,
        id,
        turn ?? '',
        sources[0] ?? 0,
        JSON.stringify(sources),
        ...outcomeColumns(settlement, item),
      );
    },
    expire: (signal, id) => void expire.run(JSON.stringify(NOT_REPRODUCIBLE), destination, signal, id),
  };
}

const UPSERT = `
  INSERT INTO outcomes (destination, signal, id, turn_id, first_source, sources,
    state, next_try_unix_millis, fault, batch, batch_rejected, batch_size, payload)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    state = excluded.state, next_try_unix_millis = excluded.next_try_unix_millis, fault = excluded.fault,
    batch = excluded.batch, batch_rejected = excluded.batch_rejected, batch_size = excluded.batch_size,
    payload = excluded.payload
  WHERE state = 'pending'`;

/** `state` to `payload`. */
function outcomeColumns(settlement: Settlement, item: Item): (string | number | null)[] {
  const { state } = settlement;
  const fault = 'fault' in settlement ? JSON.stringify(settlement.fault) : null;
  const nextTry = state === 'pending' ? settlement.nextTryUnixMillis : 0;
  const payload = state === 'rejected' || state === 'partial' ? JSON.stringify(item) : null;
  const partial = state === 'partial' ? [settlement.batch, settlement.rejected, settlement.size] : [null, null, null];
  return [state, nextTry, fault, ...partial, payload];
}

/** Items come from events, so this is a defect or a change of version; the item is not waited for for ever. */
const NOT_REPRODUCIBLE = {
  code: 'not_reproducible',
  message: 'the events no longer give this item',
  hint: 'it was put off by another version; its events are counted as expired',
};
