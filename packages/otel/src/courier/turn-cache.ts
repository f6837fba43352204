import type { JournaledTurn } from '../journal/open-journal.ts';
import type { TurnItems } from './turn-items.ts';

/** Items of one signal that are kept: those of a few batches, so that what one signal takes the next need not assemble. */
const MOST_ITEMS = 1536;

/** Assembles each turn once while all signals take from it, within bounds: where one lags behind, it is done again. */
export function createTurnCache(assemble: (turn: JournaledTurn) => TurnItems): (turn: JournaledTurn) => TurnItems {
  const turns = new Map<JournaledTurn, TurnItems>();
  let items = 0;
  return (turn) => {
    const known = turns.get(turn);
    if (known !== undefined) return known;
    const assembled = assemble(turn);
    turns.set(turn, assembled);
    items += sizeOf(assembled);
    for (const [oldest, dropped] of turns) {
      if (items <= MOST_ITEMS || oldest === turn) break;
      turns.delete(oldest);
      items -= sizeOf(dropped);
    }
    return assembled;
  };
}

function sizeOf({ items }: TurnItems): number {
  return Math.max(0, ...Array.from(items.values(), ({ length }) => length));
}
