import type { Signal } from '@codex-langfuse/config';
import type { DeliverySource, Item, Settlement } from '@codex-langfuse/exporter';
import { transaction } from '../journal/database.ts';
import type { LedgerStore } from '../journal/ledger-store.ts';
import type { JournaledTurn } from '../journal/open-journal.ts';
import { itemsOf, registerTurn, type TurnView } from './register-turn.ts';

export interface JournalSourceInput extends TurnView {
  readonly fingerprint: string;
  readonly store: LedgerStore;
  readonly clock: () => number;
}

/** Turns that were assembled again for items registered earlier, kept while these go out. */
const REMEMBERED_TURNS = 8;

/** One destination's items of one journal. Turns are assembled as they are needed, so memory is bounded. */
export function createJournalSource(input: JournalSourceInput): DeliverySource {
  const { database } = input.journal;
  const unregistered = [...input.journal.unregisteredTurns(input.destination)].filter(
    // Until its first turn begins, a living process's events have no place yet.
    (turn) => turn !== undefined || input.writerGone,
  );
  /** Items that were registered or taken and are not settled: of the signal that is being sent only. */
  const ready = new Map<string, Item>();
  const remembered = new Map<JournaledTurn, ReadonlyMap<string, Item>>();

  /** Registers turns until about `wanted` further items of the signal can be taken. */
  const registerTurns = (signal: Signal, wanted: number): void => {
    for (let missing = wanted; missing > 0 && unregistered.length > 0;) {
      for (const { item } of registerTurn(unregistered.shift(), input)) {
        if (item.signal !== signal) continue;
        ready.set(keyOf(signal, item.id), item);
        missing -= 1;
      }
    }
  };
  const assembledItems = (turn: JournaledTurn): ReadonlyMap<string, Item> => {
    let items = remembered.get(turn);
    if (items === undefined) {
      items = new Map(itemsOf(turn, input).items.map(({ item }) => [keyOf(item.signal, item.id), item]));
      remembered.set(turn, items);
      const [oldest] = remembered.keys();
      if (remembered.size > REMEMBERED_TURNS) remembered.delete(oldest);
    }
    return items;
  };

  const selectDue = database.prepare(
    `SELECT id, turn_id FROM outcomes
     WHERE destination = ? AND signal = ? AND state = 'pending' AND next_try_unix_millis <= ?
     ORDER BY first_source, id LIMIT ?`,
  );
  const expire = database.prepare(
    "UPDATE outcomes SET state = 'expired', fault = ? WHERE destination = ? AND signal = ? AND id = ? AND state = 'pending'",
  );

  const takeDue = (signal: Signal, limit: number): readonly Item[] => {
    const items: Item[] = [];
    for (const row of selectDue.all(input.destination, signal, input.clock(), limit)) {
      const [id, turn] = [String(row['id']), String(row['turn_id'])];
      const key = keyOf(signal, id);
      const item = ready.get(key) ?? assembledItems(turn === '' ? undefined : turn).get(key);
      if (item === undefined) expire.run(JSON.stringify(NOT_REPRODUCIBLE), input.destination, signal, id);
      else items.push(item);
    }
    return items;
  };

  return {
    take: (signal, limit) => {
      const due = takeDue(signal, limit);
      const isShort = due.length < limit && unregistered.length > 0;
      if (isShort) registerTurns(signal, limit - due.length);
      const items = isShort ? takeDue(signal, limit) : due;
      for (const item of items) ready.set(keyOf(signal, item.id), item);
      return items;
    },
    settle: (settlements) => {
      transaction(database, () => {
        for (const settlement of settlements)
          settleOne(input, settlement, ready.get(keyOf(settlement.signal, settlement.id)));
      });
      for (const { signal, id } of settlements) ready.delete(keyOf(signal, id));
    },
    health: () => input.store.health(input.fingerprint),
    setHealth: (health) => input.store.setHealth(input.fingerprint, health),
  };
}

/** Items come from events, so this is a defect or a change of version; the item is not waited for for ever. */
const NOT_REPRODUCIBLE = {
  code: 'not_reproducible',
  message: 'the events no longer give this item',
  hint: 'it was registered by another version; its events are counted as expired',
};

function settleOne(input: JournalSourceInput, settlement: Settlement, item: Item | undefined): void {
  const { signal, id, state } = settlement;
  const fault = 'fault' in settlement ? JSON.stringify(settlement.fault) : null;
  const nextTry = settlement.state === 'pending' ? settlement.nextTryUnixMillis : 0;
  const partial = settlement.state === 'partial' ? settlement : undefined;
  const payload = (state === 'rejected' || state === 'partial') && item !== undefined ? JSON.stringify(item) : null;
  input.journal.database
    .prepare(
      `UPDATE outcomes SET state = ?, attempts = attempts + 1, next_try_unix_millis = ?, fault = ?, batch = ?,
         batch_rejected = ?, batch_size = ?, payload = ?
       WHERE destination = ? AND signal = ? AND id = ? AND state = 'pending'`,
    )
    .run(
      state,
      nextTry,
      fault,
      partial?.batch ?? null,
      partial?.rejected ?? null,
      partial?.size ?? null,
      payload,
      input.destination,
      signal,
      id,
    );
}

function keyOf(signal: Signal, id: string): string {
  return `${signal} ${id}`;
}
