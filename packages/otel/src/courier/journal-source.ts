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

/** Assembled turns that are kept in memory while their items go out. */
const REMEMBERED_TURNS = 8;

/** One destination's items of one journal. Turns are assembled as they are needed, so memory is bounded. */
export function createJournalSource(input: JournalSourceInput): DeliverySource {
  const { database } = input.journal;
  const unregistered = [...input.journal.unregisteredTurns(input.destination)].filter(
    // Until its first turn begins, a living process's events have no place yet.
    (turn) => turn !== undefined || input.writerGone,
  );
  const remembered = new Map<JournaledTurn, ReadonlyMap<string, Item>>();
  const inFlight = new Map<string, Item>();

  const remember = (turn: JournaledTurn, items: ReadonlyMap<string, Item>): ReadonlyMap<string, Item> => {
    remembered.set(turn, items);
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED_TURNS && oldest !== turn) remembered.delete(oldest);
    return items;
  };
  const registerNextTurn = (): void => {
    const turn = unregistered.shift();
    remember(turn, byKey(registerTurn(turn, input).map(({ item }) => item)));
  };
  const find = (turn: JournaledTurn, key: string): Item | undefined => {
    const items = remembered.get(turn) ?? remember(turn, byKey(itemsOf(turn, input).items.map(({ item }) => item)));
    return items.get(key);
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
      const item = find(turn === '' ? undefined : turn, keyOf(signal, id));
      if (item === undefined) expire.run(JSON.stringify(NOT_REPRODUCIBLE), input.destination, signal, id);
      else items.push(item);
    }
    return items;
  };

  return {
    take: (signal, limit) => {
      let items = takeDue(signal, limit);
      while (items.length < limit && unregistered.length > 0) {
        registerNextTurn();
        items = takeDue(signal, limit);
      }
      for (const item of items) inFlight.set(keyOf(signal, item.id), item);
      return items;
    },
    settle: (settlements) => {
      transaction(database, () => {
        for (const settlement of settlements) settleOne(input, settlement, inFlight.get(keyOf(settlement.signal, settlement.id)));
      });
      for (const { signal, id } of settlements) inFlight.delete(keyOf(signal, id));
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
      state, nextTry, fault, partial?.batch ?? null, partial?.rejected ?? null, partial?.size ?? null, payload,
      input.destination, signal, id,
    );
}

function byKey(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [keyOf(item.signal, item.id), item]));
}

function keyOf(signal: Signal, id: string): string {
  return `${signal} ${id}`;
}
