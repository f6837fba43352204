import type { Signal } from '@codex-langfuse/config';
import type { DeliverySource, Item, Settlement } from '@codex-langfuse/exporter';
import { transaction } from '../journal/database.ts';
import type { LedgerStore } from '../journal/ledger-store.ts';
import type { JournaledTurn } from '../journal/open-journal.ts';
import { itemsOf, registerTurns, type TurnItems, type TurnView } from './register-turn.ts';

export interface JournalSourceInput extends TurnView {
  readonly fingerprint: string;
  readonly store: LedgerStore;
  readonly clock: () => number;
}

/** Turns that were assembled again for items registered earlier, kept while these go out. */
const REMEMBERED_TURNS = 8;

/** Turns that are assembled before their rows are written in one transaction. */
const MOST_TURNS_AT_ONCE = 256;

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

  /** Registers turns until about `wanted` further items of the signal can be taken; returns how many were added. */
  const registerMore = (signal: Signal, wanted: number): number => {
    const turns: TurnItems[] = [];
    let added = 0;
    while (added < wanted && unregistered.length > 0 && turns.length < MOST_TURNS_AT_ONCE) {
      const turn = itemsOf(unregistered.shift(), input);
      turns.push(turn);
      for (const { item } of turn.items) {
        if (item.signal !== signal) continue;
        ready.set(keyOf(signal, item.id), item);
        added += 1;
      }
    }
    registerTurns(turns, input);
    return added;
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
  const settle = database.prepare(SETTLE);
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
      let items = takeDue(signal, limit);
      if (items.length < limit && unregistered.length > 0) {
        for (let missing = limit - items.length; missing > 0 && unregistered.length > 0;) {
          missing -= registerMore(signal, missing);
        }
        items = takeDue(signal, limit);
      }
      for (const item of items) ready.set(keyOf(signal, item.id), item);
      return items;
    },
    settle: (settlements) => {
      transaction(database, () => {
        for (const settlement of settlements) {
          const { signal, id } = settlement;
          settle.run(...settledColumns(settlement, ready.get(keyOf(signal, id))), input.destination, signal, id);
        }
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

const SETTLE = `
  UPDATE outcomes SET state = ?, attempts = attempts + 1, next_try_unix_millis = ?, fault = ?, batch = ?,
    batch_rejected = ?, batch_size = ?, payload = ?
  WHERE destination = ? AND signal = ? AND id = ? AND state = 'pending'`;

/** What `SETTLE` takes, up to the key. */
function settledColumns(settlement: Settlement, item: Item | undefined): (string | number | null)[] {
  const { state } = settlement;
  const fault = 'fault' in settlement ? JSON.stringify(settlement.fault) : null;
  const nextTry = state === 'pending' ? settlement.nextTryUnixMillis : 0;
  const payload = (state === 'rejected' || state === 'partial') && item !== undefined ? JSON.stringify(item) : null;
  const partial = state === 'partial' ? [settlement.batch, settlement.rejected, settlement.size] : [null, null, null];
  return [state, nextTry, fault, ...partial, payload];
}

function keyOf(signal: Signal, id: string): string {
  return `${signal} ${id}`;
}
