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
  const turns = journal.openTurns(destination);
  const walks = new Map<Signal, Walk>(
    Array.from(input.signals, (signal) => [signal, { next: 0, ahead: [], taken: new Map() }]),
  );
  const walkOf = (signal: Signal): Walk => {
    const walk = walks.get(signal);
    if (walk === undefined) throw new Error(`${fingerprint} takes no ${signal}`);
    return walk;
  };

  const takePostponed = (signal: Signal, limit: number): readonly TakenItem[] => {
    const items: TakenItem[] = [];
    for (const { id, turn } of rows.due(signal, clock(), limit)) {
      const found = assembled(turn)
        .items.get(signal)
        ?.find(({ item }) => item.id === id);
      if (found === undefined) rows.expire(signal, id);
      else items.push({ ...found, turn, hasRow: true });
    }
    return items;
  };

  const takeFresh = (signal: Signal, limit: number): readonly TakenItem[] => {
    const walk = walkOf(signal);
    while (walk.ahead.length < limit && walk.next < turns.length) {
      const turn = turns[walk.next++];
      for (const { item, sources } of progress.begin(assembled(turn), signal))
        walk.ahead.push({ item, sources, turn, hasRow: false });
    }
    return walk.ahead.splice(0, limit);
  };

  /** Writes what has to be written of one signal's items of one turn. */
  const settleTurn = (signal: Signal, entries: readonly SettledItem[]): void => {
    const [first] = entries;
    const isWhole = first !== undefined && progress.finish(first.taken.turn, signal, entries.length);
    for (const { settlement, taken } of entries)
      if (!isWhole || settlement.state !== 'delivered') rows.write(settlement, taken);
  };

  return {
    take(signal, limit): readonly Item[] {
      const postponed = takePostponed(signal, limit);
      const items = [...postponed, ...takeFresh(signal, limit - postponed.length)];
      const { taken } = walkOf(signal);
      for (const item of items) taken.set(item.item.id, item);
      return items.map(({ item }) => item);
    },
    settle(settlements): void {
      const entries = settlements.map((settlement): SettledItem => {
        const taken = walkOf(settlement.signal).taken.get(settlement.id);
        if (taken === undefined) throw new Error(`settled without having been taken: ${settlement.id}`);
        return { settlement, taken };
      });
      transaction(journal.database, () => {
        for (const [signal, own] of Map.groupBy(entries, ({ settlement }) => settlement.signal)) {
          for (const { settlement, taken } of own) if (taken.hasRow) rows.write(settlement, taken);
          const fresh = own.filter(({ taken }) => !taken.hasRow);
          for (const group of Map.groupBy(fresh, ({ taken }) => taken.turn).values()) settleTurn(signal, group);
        }
      });
      for (const { signal, id } of settlements) walkOf(signal).taken.delete(id);
    },
    health: () => store.health(fingerprint),
    setHealth: (health) => store.setHealth(fingerprint, health),
  };
}

/** Where a signal stands among the open turns. */
interface Walk {
  next: number;
  /** What it has not given yet of the turns behind it. */
  readonly ahead: TakenItem[];
  /** Given, and not settled yet; by id. */
  readonly taken: Map<string, TakenItem>;
}

interface SettledItem {
  readonly settlement: Settlement;
  readonly taken: TakenItem;
}
