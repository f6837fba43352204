import { expect, test } from '@jest/globals';
import { createTurnCache } from '../src/courier/turn-cache.ts';
import type { SourcedItem, TurnItems } from '../src/courier/turn-items.ts';

const RECORD: SourcedItem = {
  item: {
    signal: 'metrics',
    id: 'm',
    metrics: {
      id: 'm',
      startUnixMicros: 0,
      endUnixMicros: 0,
      metrics: [],
      sources: [1],
      resource: {},
      scope: { name: 's', version: '1' },
    },
  },
  sources: [1],
};

/** A cache of turns with this many items each, and which were assembled. */
function countingCache(size: number) {
  const assembled: unknown[] = [];
  const items = new Map([['metrics' as const, Array.from({ length: size }, () => RECORD)]]);
  const cache = createTurnCache((turn): TurnItems => {
    assembled.push(turn);
    return { turn, items, upTo: 1, closed: true };
  });
  return { cache, assembled };
}

test('a turn is assembled once while all signals take from it', () => {
  const { cache, assembled } = countingCache(10);
  const turns = Array.from({ length: 51 }, (_, turn) => `turn ${turn}`);
  for (const turn of [...turns, ...turns, ...turns]) expect(cache(turn).turn).toBe(turn);
  expect(assembled).toEqual(turns);
});

test('beyond the bound the oldest are let go; the newest is kept, however large', () => {
  const { cache, assembled } = countingCache(2000);
  for (const turn of ['first', 'second', 'second', 'first']) cache(turn);
  expect(assembled).toEqual(['first', 'second', 'first']);
});
