import type { Signal } from '@codex-langfuse/config';
import { isTimeToTry } from '../deliver/time-to-try.ts';
import type { DeliverySource, DestinationHealth, Settlement } from '../delivery-source.ts';
import type { Item } from '../item.ts';

/** One item with everything that happened to it. */
export interface TrackedItem {
  readonly item: Item;
  readonly history: readonly Settlement[];
  /** How often it was handed out. */
  readonly taken: number;
}

/** Items counted by their state; a partial batch counts `rejected` of its size as rejected. */
export interface ItemLedger {
  readonly recorded: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly pending: number;
}

export interface MemorySource extends DeliverySource {
  add(items: readonly Item[]): void;
  item(signal: Signal, id: string): TrackedItem | undefined;
  items(): readonly TrackedItem[];
  ledger(): ItemLedger;
  /** Every `setHealth`, in order. */
  healthHistory(): readonly DestinationHealth[];
}

/**
 * A `DeliverySource` in memory that keeps to the contract exactly: pending and due items only, oldest first, and
 * settling is all or nothing. Settling an unknown item, or one that is final, throws.
 */
export function createMemorySource(clock: () => number, items: readonly Item[] = []): MemorySource {
  const tracked = new Map<string, { item: Item; history: Settlement[]; taken: number }>();
  const healths: DestinationHealth[] = [];

  const source: MemorySource = {
    take(signal, limit) {
      const due = [...tracked.values()].filter((entry) => entry.item.signal === signal && isDue(entry.history.at(-1)));
      const taken = due.slice(0, limit);
      for (const entry of taken) entry.taken += 1;
      return taken.map(({ item }) => item);
    },
    settle(settlements) {
      const entries = settlements.map((settlement) => ({ settlement, entry: openEntry(settlement) }));
      for (const { settlement, entry } of entries) entry.history.push(settlement);
    },
    health: () => healths.at(-1) ?? { state: 'ok' },
    setHealth: (health) => void healths.push(health),
    add(added) {
      for (const item of added) tracked.set(keyOf(item), { item, history: [], taken: 0 });
    },
    item: (signal, id) => tracked.get(keyOf({ signal, id })),
    items: () => [...tracked.values()],
    ledger: () => countStates([...tracked.values()].map(({ history }) => history.at(-1))),
    healthHistory: () => healths,
  };
  source.add(items);
  return source;

  function isDue(last: Settlement | undefined): boolean {
    return last === undefined || (last.state === 'pending' && isTimeToTry(last.nextTryUnixMillis, clock()));
  }

  function openEntry(settlement: Settlement): { history: Settlement[] } {
    const entry = tracked.get(keyOf(settlement));
    if (entry === undefined) throw new Error(`Settled an unknown item: ${keyOf(settlement)}`);
    const last = entry.history.at(-1);
    if (last !== undefined && last.state !== 'pending') throw new Error(`Settled twice: ${keyOf(settlement)}`);
    return entry;
  }
}

function keyOf({ signal, id }: { readonly signal: Signal; readonly id: string }): string {
  return `${signal} ${id}`;
}

function countStates(states: readonly (Settlement | undefined)[]): ItemLedger {
  const partials = new Map<string, { rejected: number; size: number }>();
  const counts = { delivered: 0, rejected: 0, pending: 0 };
  for (const state of states) {
    if (state?.state === 'partial') partials.set(state.batch, { rejected: state.rejected, size: state.size });
    else counts[state?.state ?? 'pending'] += 1;
  }
  for (const { rejected, size } of partials.values()) {
    counts.rejected += rejected;
    counts.delivered += size - rejected;
  }
  return { recorded: states.length, ...counts };
}
