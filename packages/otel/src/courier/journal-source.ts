import type { Signal } from '@codex-langfuse/config';
import type { DeliverySource, Item, Settlement } from '@codex-langfuse/exporter';
import { transaction } from '../journal/database.ts';
import type { LedgerStore } from '../journal/ledger-store.ts';
import { createOutcomeRows, type TakenItem } from './outcome-rows.ts';
import { createTurnCache } from './turn-cache.ts';
import { itemsOf, type TurnView } from './turn-items.ts';
import { createTurnProgress } from './turn-progress.ts';

export interface JournalSourceInput extends TurnView {
  readonly fingerprint: string;
  readonly store: LedgerStore;
  readonly clock: () => number;
}

/**
 * One destination's items of one journal. Every signal walks through the open turns at its own pace; turns are assembled
 * as they are needed, so memory is bounded. An item that goes out at the first try, together with the rest of its turn,
 * costs no row of its own.
 */
export function createJournalSource(input: JournalSourceInput): DeliverySource {
  const { journal, destination, fingerprint, store, clock } = input;
  const rows = createOutcomeRows(journal.database, destination);
  const progress = createTurnProgress(input);
  const assembled = createTurnCache((turn) => itemsOf(turn, input));
  const turns = journal
    .openTurns(destination)
    // Until its first turn begins, a living process's events have no place yet.
    .filter((turn) => turn !== undefined || input.writerGone);
  const walks = new Map<Signal, Walk>(Array.from(input.signals, (signal) => [signal, { next: 0, ahead: [] }]));
  /** Not settled yet. */
  const taken = new Map<string, TakenItem>();

  const takePostponed = (signal: Signal, limit: number): readonly TakenItem[] => {
    const items: TakenItem[] = [];
    for (const { id, turn } of rows.due(signal, clock(), limit + taken.size)) {
      if (items.length >= limit) break;
      if (taken.has(keyOf(signal, id))) continue;
      const found = assembled(turn).items.get(signal)?.find(({ item }) => item.id === id);
      if (found === undefined) rows.expire(signal, id);
      else items.push({ ...found, turn, hasRow: true });
    }
    return items;
  };

  const takeFresh = (signal: Signal, limit: number): readonly TakenItem[] => {
    const walk = walks.get(signal);
    if (walk === undefined) return [];
    while (walk.ahead.length < limit && walk.next < turns.length) {
      const turn = turns[walk.next++];
      for (const item of progress.begin(assembled(turn), signal)) walk.ahead.push({ ...item, turn, hasRow: false });
    }
    return walk.ahead.splice(0, limit);
  };

  return {
    take(signal, limit): readonly Item[] {
      const postponed = takePostponed(signal, limit);
      const items = [...postponed, ...takeFresh(signal, limit - postponed.length)];
      for (const item of items) taken.set(keyOf(signal, item.item.id), item);
      return items.map(({ item }) => item);
    },
    settle(settlements): void {
      const known = settlements.map((settlement): [Settlement, TakenItem] => {
        const item = taken.get(keyOf(settlement.signal, settlement.id));
        if (item === undefined) throw new Error(`settled without having been taken: ${settlement.id}`);
        return [settlement, item];
      });
      transaction(journal.database, () => {
        const fresh = Map.groupBy(
          known.filter(([, { hasRow }]) => !hasRow),
          ([{ signal }, { turn }]) => keyOf(signal, turn ?? ''),
        );
        const needless = new Set<Settlement>();
        for (const group of fresh.values()) {
          const [first] = group;
          if (first === undefined || !progress.finish(first[1].turn, first[0].signal, group.length)) continue;
          for (const [settlement] of group) if (settlement.state === 'delivered') needless.add(settlement);
        }
        for (const [settlement, item] of known) if (!needless.has(settlement)) rows.write(settlement, item);
      });
      for (const { signal, id } of settlements) taken.delete(keyOf(signal, id));
    },
    health: () => store.health(fingerprint),
    setHealth: (health) => store.setHealth(fingerprint, health),
  };
}

/** Where a signal stands among the open turns, and what it has not given yet of those behind it. */
interface Walk {
  next: number;
  readonly ahead: TakenItem[];
}

function keyOf(signal: Signal, id: string): string {
  return `${signal} ${id}`;
}
