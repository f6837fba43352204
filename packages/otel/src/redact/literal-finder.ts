/** For each set of literals where in the text they begin, in ascending order; `undefined` where there are none. */
export type Places = readonly (readonly number[] | undefined)[];

/**
 * Looks a text over once, whatever the number of literals. A literal in lower case is found in any case, one with a
 * capital as it is written; literals are ASCII and at least two characters long. The last three characters, five bits of
 * each, pick the few literals that may begin with them, which are then compared.
 */
export function createLiteralFinder(sets: readonly (readonly string[])[]): (text: string) => Places {
  const { listOfTriple, lists } = groupByTriple(sets);
  const overlap = Math.max(...sets.flat().map(({ length }) => length));
  return (text) => {
    let found: number[][] | undefined;
    for (let offset = 0; offset < text.length; offset += PIECE) {
      const piece = offset === 0 && text.length <= PIECE ? text : text.slice(offset, offset + PIECE + overlap);
      bytes[bytes.write(piece, 'latin1')] = 0;
      const count = collectHits(listOfTriple, Math.min(piece.length, PIECE + 1));
      for (let hit = 0; hit < count; hit += 1) {
        const place = hits[hit] ?? 0;
        const candidates = lists[listOfTriple[tripleAt(place)] ?? 0] ?? [];
        for (let index = 0; index < candidates.length; index += 1) {
          const literal = candidates[index];
          if (literal === undefined || !stands(literal, place, piece.length)) continue;
          found ??= Array.from({ length: sets.length });
          for (const set of literal.sets) addPlace(found, set, offset + place);
        }
      }
    }
    return found ?? NOTHING;
  };
}

/**
 * Where a triple stands with which a literal begins: one place in fifteen. Nothing else is done here, for this is run for
 * each character. One place beyond the end is looked at, so that the last two characters are, too.
 */
function collectHits(listOfTriple: Uint16Array, end: number): number {
  let count = 0;
  let triple = tripleAt(0) >> 5;
  for (let index = 2; index <= end; index += 1) {
    triple = ((triple << 5) | ((bytes[index] ?? 0) & 31)) & TRIPLE;
    if (listOfTriple[triple] === 0) continue;
    hits[count] = index - 2;
    count += 1;
  }
  return count;
}

function tripleAt(index: number): number {
  const [first, second, third] = [bytes[index] ?? 0, bytes[index + 1] ?? 0, bytes[index + 2] ?? 0];
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

const NOTHING: Places = [];

/** Three characters, five bits each: letters of both cases are the same. */
const TRIPLE = 0x7fff;

/** A set may hold a literal and its beginning. */
function addPlace(found: (number[] | undefined)[], set: number, place: number): void {
  const places = found[set];
  if (places === undefined) found[set] = [place];
  else if (places.at(-1) !== place) places.push(place);
}

/** So much of a text is looked over at a time. */
const PIECE = 24 * 1024;

/**
 * Bytes are read faster than the characters of a string. What is beyond Latin-1 may look like ASCII here, which at worst
 * makes a rule look in vain. A zero follows the text.
 */
const bytes = Buffer.allocUnsafeSlow(PIECE + 256);
const hits = new Int32Array(PIECE + 256);

interface Literal {
  readonly codes: readonly number[];
  readonly inAnyCase: boolean;
  /** The sets it belongs to, by their index. */
  readonly sets: readonly number[];
}

function stands({ codes, inAnyCase }: Literal, start: number, end: number): boolean {
  const length = codes.length;
  if (start + length > end) return false;
  // From the end, since the triple has told of the beginning.
  for (let offset = length - 1; offset >= 0; offset -= 1) {
    const code = bytes[start + offset] ?? 0;
    if (code === codes[offset]) continue;
    if (!inAnyCase || code + 0x20 !== codes[offset] || code < 0x41 || code > 0x5a) return false;
  }
  return true;
}

/** List 0 is empty. */
function groupByTriple(sets: readonly (readonly string[])[]): {
  readonly listOfTriple: Uint16Array;
  readonly lists: readonly (readonly Literal[])[];
} {
  const listOfTriple = new Uint16Array(TRIPLE + 1);
  const lists: Literal[][] = [[]];
  const setsOf = new Map<string, number[]>();
  for (const [index, set] of sets.entries())
    for (const text of new Set(set)) setsOf.set(text, [...(setsOf.get(text) ?? []), index]);
  for (const [text, own] of setsOf) {
    const codes = Array.from(text, (character) => character.charCodeAt(0));
    const literal: Literal = { codes, inAnyCase: text === text.toLowerCase(), sets: own };
    for (const triple of triplesOf(codes)) {
      if (listOfTriple[triple] === 0) listOfTriple[triple] = lists.push([]) - 1;
      lists[listOfTriple[triple] ?? 0]?.push(literal);
    }
  }
  return { listOfTriple, lists };
}

/** After a literal of two characters anything may come. */
function triplesOf([first = 0, second = 0, third]: readonly number[]): readonly number[] {
  const pair = (((first & 31) << 5) | (second & 31)) << 5;
  return third === undefined ? Array.from({ length: 32 }, (_, any) => pair | any) : [pair | (third & 31)];
}
