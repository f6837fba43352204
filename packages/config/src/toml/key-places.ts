import type { Statement } from './scan-statements.ts';

/** Where a key is written, and the keys below it. */
export interface KeyPlace {
  readonly offset: number;
  below?: Map<string, KeyPlace>;
}

/** A tree of all keys of a document. A key that is only part of others' (`a` of `[a.b]`) stands where the first of them does. */
export function placesOf(statements: readonly Statement[]): KeyPlace {
  const root: KeyPlace = { offset: 0 };
  for (const { key, path, start } of statements) {
    let place = root;
    for (const [index, name] of path.entries()) {
      place.below ??= new Map();
      let next = place.below.get(name);
      if (next === undefined) {
        next = { offset: index === path.length - 1 ? (key.at(-1)?.start ?? start) : start };
        place.below.set(name, next);
      }
      place = next;
    }
  }
  return root;
}

/** The place of a key below; where it has none of its own, as items of lists have, that of what it stands in. */
export function placeBelow(place: KeyPlace, name: string): KeyPlace {
  return place.below?.get(name) ?? { offset: place.offset };
}
