import type { Signal } from '@codex-langfuse/config';
import type { JournaledTurn, OpenJournal } from '../journal/open-journal.ts';
import type { SourcedItem, TurnItems } from './turn-items.ts';

/** How far each turn of a journal is done with for one destination; what is told here is written at once. */
export interface TurnProgress {
  /** Of the items of a turn, those that have no outcome yet; they now count as on their way. */
  begin(turn: TurnItems, signal: Signal): readonly SourcedItem[];
  /** These have an outcome now. True: with them all of the turn's items of the signal have, and nothing else need say so. */
  finish(turn: JournaledTurn, signal: Signal, items: number): boolean;
}

export interface TurnProgressInput {
  readonly journal: OpenJournal;
  readonly destination: number;
  readonly signals: ReadonlySet<Signal>;
}

/** One turn and signal in this run. */
interface Going {
  readonly upTo: number;
  readonly closed: boolean;
  left: number;
}

export function createTurnProgress({ journal, destination, signals }: TurnProgressInput): TurnProgress {
  const { database } = journal;
  const readSettled = database.prepare('SELECT signal, up_to FROM settled WHERE destination = ? AND turn_id = ?');
  const readOutcomes = database.prepare('SELECT id FROM outcomes WHERE destination = ? AND turn_id = ? AND signal = ?');
  const settle = database.prepare(
    `INSERT INTO settled (destination, turn_id, signal, up_to) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET up_to = MAX(up_to, excluded.up_to)`,
  );
  const forgetDelivered = database.prepare(
    "DELETE FROM outcomes WHERE destination = ? AND turn_id = ? AND state = 'delivered'",
  );
  const forgetSignals = database.prepare(
    "DELETE FROM settled WHERE destination = ? AND turn_id = ? AND signal <> 'all' AND up_to <= ?",
  );
  const going = new Map<string, Going>();

  // What is written in this run is known without asking.
  const has = (table: 'settled' | 'outcomes'): boolean =>
    database.prepare(`SELECT 1 FROM ${table} WHERE destination = ? LIMIT 1`).get(destination) !== undefined;
  const [hasSettled, hasOutcomes] = [has('settled'), has('outcomes')];
  const settledUpTo = (turn: JournaledTurn, signal: Signal): number =>
    readSettled
      .all(destination, turn ?? '')
      .filter((row) => row['signal'] === signal || row['signal'] === 'all')
      .reduce((most, row) => Math.max(most, Number(row['up_to'])), 0);
  const idsWithOutcome = (turn: JournaledTurn, signal: Signal): ReadonlySet<unknown> =>
    new Set(readOutcomes.all(destination, turn ?? '', signal).map((row) => row['id']));

  const settleUpTo = (turn: JournaledTurn, signal: Signal | 'all', upTo: number): void => {
    settle.run(destination, turn ?? '', signal, upTo);
  };

  /** Of every signal: the turn's events need not be looked at again. */
  const settleTurn = (turn: JournaledTurn, ends: ReadonlyMap<Signal, Going>): void => {
    const upTo = Math.min(...Array.from(ends.values(), (end) => end.upTo));
    settleUpTo(turn, 'all', upTo);
    if (turn !== undefined && turn === journal.firstTurn()) settleUpTo(undefined, 'all', upTo);
    forgetDelivered.run(destination, turn ?? '');
    if (signals.size > 1) forgetSignals.run(destination, turn ?? '', upTo);
    for (const [signal, end] of ends) {
      // It was assembled later than the others, with later events.
      if (end.upTo > upTo) settleUpTo(turn, signal, end.upTo);
      going.delete(keyOf(turn, signal));
    }
  };

  const settleSignal = (turn: JournaledTurn, signal: Signal, upTo: number): void => {
    const ends = new Map<Signal, Going>();
    for (const each of signals) {
      const end = going.get(keyOf(turn, each));
      if (end?.closed === true && end.left === 0) ends.set(each, end);
    }
    if (ends.size === signals.size) settleTurn(turn, ends);
    else settleUpTo(turn, signal, upTo);
  };

  return {
    begin({ turn, items, upTo, closed }, signal) {
      let fresh = items.get(signal) ?? [];
      if (hasSettled) {
        const before = settledUpTo(turn, signal);
        fresh = fresh.filter(({ sources }) => (sources.at(-1) ?? 0) > before);
      }
      if (hasOutcomes) {
        const known = idsWithOutcome(turn, signal);
        fresh = fresh.filter(({ item }) => !known.has(item.id));
      }
      const state: Going = { upTo, closed, left: fresh.length };
      going.set(keyOf(turn, signal), state);
      if (closed && fresh.length === 0) settleSignal(turn, signal, upTo);
      return fresh;
    },
    finish(turn, signal, items) {
      const state = going.get(keyOf(turn, signal));
      if (state === undefined) return false;
      state.left -= items;
      if (!state.closed || state.left > 0) return false;
      settleSignal(turn, signal, state.upTo);
      return true;
    },
  };
}

function keyOf(turn: JournaledTurn, signal: Signal): string {
  return `${signal} ${turn ?? ''}`;
}
