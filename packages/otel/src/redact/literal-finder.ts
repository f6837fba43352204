/** For each set of literals where in the text they begin, in ascending order; `undefined` where there are none. */
export type Places = readonly (readonly number[] | undefined)[];

/**
 * Looks a text over once, whatever the number of literals. A literal in lower case is found in any case, one with a
 * capital as it is written; literals are ASCII, two to 255 characters long. Each three characters, five bits of each, pick
 * the few literals that may begin with them, which are then compared. What all texts need fits into the fastest cache.
 */
export function createLiteralFinder(sets: readonly (readonly string[])[]): (text: string) => Places {
  const { begins, listOf, lists, setsOf } = layOut(sets);
  const overlap = Math.max(...sets.flat().map(({ length }) => length));
  return (text) => {
    let found: number[][] | undefined;
    for (let offset = 0; offset < text.length; offset += PIECE) {
      const piece = text.length <= PIECE ? text : text.slice(offset, offset + PIECE + overlap);
      copyToBytes(piece);
      const count = collectHits(begins, Math.min(piece.length, PIECE + 1));
      for (let hit = 0; hit < count; hit += 1) {
        const place = hits[hit] ?? 0;
        let at = listOf[tripleAt(place)] ?? 0;
        for (let length = lists[at] ?? 0; length > 0; length = lists[at] ?? 0) {
          if (stands(lists, at, place, piece.length)) {
            found ??= Array.from({ length: sets.length });
            for (const set of setsOf[literalAt(lists, at)] ?? []) addPlace(found, set, offset + place);
          }
          at += HEAD + length;
        }
      }
    }
    return found ?? NOTHING;
  };
}

const NOTHING: Places = [];

/** So much of a text is looked over at a time. */
const PIECE = 24 * 1024;

/**
 * Bytes are read faster than the characters of a string. What is beyond Latin-1 may look like ASCII here, which at worst
 * makes a rule look in vain. A zero follows the text.
 */
const bytes = Buffer.allocUnsafeSlow(PIECE + 256);
const hits = new Uint16Array(PIECE + 256);

/** Most texts are names and numbers, for which a call out of JavaScript costs more than what it does. */
const SHORT = 64;

function copyToBytes(piece: string): void {
  if (piece.length > SHORT) bytes.write(piece, 'latin1');
  else for (let index = 0; index < piece.length; index += 1) bytes[index] = piece.charCodeAt(index);
  bytes[piece.length] = 0;
}

/** Three characters, five bits each: letters of both cases are the same. */
const TRIPLE = 0x7fff;

/**
 * Where a triple stands with which a literal begins: one place in fifteen. Nothing else is done here, for this is run for
 * each character. One place beyond the end is looked at, so that the last two characters are, too.
 */
function collectHits(begins: Uint8Array, end: number): number {
  let count = 0;
  let triple = tripleAt(0) >> 5;
  for (let index = 2; index <= end; index += 1) {
    triple = ((triple << 5) | ((bytes[index] ?? 0) & 31)) & TRIPLE;
    if ((((begins[triple >> 3] ?? 0) >> (triple & 7)) & 1) === 0) continue;
    hits[count] = index - 2;
    count += 1;
  }
  return count;
}

function tripleAt(index: number): number {
  const [first, second, third] = [bytes[index] ?? 0, bytes[index + 1] ?? 0, bytes[index + 2] ?? 0];
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/** A set may hold a literal and its beginning. */
function addPlace(found: (number[] | undefined)[], set: number, place: number): void {
  const places = found[set];
  if (places === undefined) found[set] = [place];
  else if (places.at(-1) !== place) places.push(place);
}

/** In front of a literal's characters: how many, whether in any case, and its number in two bytes. */
const HEAD = 4;

function stands(lists: Uint8Array, at: number, start: number, end: number): boolean {
  const length = lists[at] ?? 0;
  if (start + length > end) return false;
  const upperCase = lists[at + 1] === 1 ? 0x20 : 0;
  // From the end, since the triple has told of the beginning.
  for (let offset = length - 1; offset >= 0; offset -= 1) {
    const code = bytes[start + offset] ?? 0;
    const wanted = lists[at + HEAD + offset] ?? 0;
    if (code !== wanted && (code + upperCase !== wanted || code < 0x41 || code > 0x5a)) return false;
  }
  return true;
}

function literalAt(lists: Uint8Array, at: number): number {
  return ((lists[at + 2] ?? 0) << 8) | (lists[at + 3] ?? 0);
}

interface Layout {
  /** A bit for each triple: whether a literal begins with it. */
  readonly begins: Uint8Array;
  /** Where in `lists` the literals of a triple are, until a zero. */
  readonly listOf: Uint16Array;
  readonly lists: Uint8Array;
  /** Of each literal, by its number. */
  readonly setsOf: readonly (readonly number[])[];
}

function layOut(sets: readonly (readonly string[])[]): Layout {
  const literals = new Map<string, number[]>();
  for (const [index, set] of sets.entries())
    for (const text of new Set(set)) literals.set(text, [...(literals.get(text) ?? []), index]);
  const byTriple = new Map<number, number[]>();
  for (const [number, text] of [...literals.keys()].entries()) {
    const codes = Array.from(text, (character) => character.charCodeAt(0));
    const entry = [codes.length, text === text.toLowerCase() ? 1 : 0, number >> 8, number & 255, ...codes];
    for (const triple of triplesOf(codes)) byTriple.set(triple, [...(byTriple.get(triple) ?? []), ...entry]);
  }
  const begins = new Uint8Array((TRIPLE + 1) / 8);
  const listOf = new Uint16Array(TRIPLE + 1);
  const lists: number[] = [0];
  for (const [triple, entries] of byTriple) {
    begins[triple >> 3] = (begins[triple >> 3] ?? 0) | (1 << (triple & 7));
    listOf[triple] = lists.length;
    lists.push(...entries, 0);
  }
  return { begins, listOf, lists: Uint8Array.from(lists), setsOf: [...literals.values()] };
}

/** After a literal of two characters anything may come. */
function triplesOf([first = 0, second = 0, third]: readonly number[]): readonly number[] {
  const pair = (((first & 31) << 5) | (second & 31)) << 5;
  return third === undefined ? Array.from({ length: 32 }, (_, any) => pair | any) : [pair | (third & 31)];
}
