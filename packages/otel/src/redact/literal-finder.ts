/** For each set of literals where in the text they begin, in ascending order; `undefined` where there are none. */
export type Places = readonly (readonly number[] | undefined)[];

/**
 * Looks a text over once, whatever the number of literals. A literal in lower case is found in any case, one with a
 * capital as it is written; literals are ASCII, at least two characters long. Each three characters, five bits of each,
 * pick the few literals that may begin with them, which are then compared. What is read for each character fits into the
 * fastest cache.
 */
export function createLiteralFinder(
  sets: readonly (readonly string[])[],
): (text: string) => (readonly number[] | undefined)[] {
  const literals = layOut(sets);
  const nowhere = sets.map((): undefined => undefined);
  return (text) => {
    let found: (number[] | undefined)[] | undefined;
    for (let offset = 0; offset < text.length; offset += PIECE) {
      const piece = text.length <= PIECE ? text : text.slice(offset, offset + PIECE + literals.longest);
      copyToBytes(piece);
      const count = collectHits(literals.begins, Math.min(piece.length, PIECE + 1));
      for (let hit = 0; hit < count; hit += 1) {
        const place = hits[hit] ?? 0;
        let entry = literals.entryOf[tripleAt(place)] ?? 0;
        for (; entry > 0; entry = literals.nextOf[entry] ?? 0) {
          const literal = literals.literalOf[entry] ?? 0;
          if (!stands(literals, literal, place)) continue;
          found ??= nowhere.slice();
          for (const set of literals.setsOf[literal] ?? []) addPlace(found, set, offset + place);
        }
      }
    }
    return found ?? [];
  };
}

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

/** A set may hold a literal and its beginning, or the same one twice. */
function addPlace(found: (number[] | undefined)[], set: number, place: number): void {
  const places = found[set];
  if (places === undefined) found[set] = [place];
  else if (places.at(-1) !== place) places.push(place);
}

/** None stands beyond the end of the text, since no literal holds the zero that follows it. */
function stands({ codes, startOf, inAnyCase }: Literals, literal: number, place: number): boolean {
  const start = startOf[literal] ?? 0;
  const length = (startOf[literal + 1] ?? 0) - start;
  const toLower = inAnyCase[literal] === 1 ? 0x20 : 0;
  // From the end, since the triple has told of the beginning.
  for (let offset = length - 1; offset >= 0; offset -= 1) {
    const code = bytes[place + offset] ?? 0;
    const wanted = codes[start + offset] ?? 0;
    if (code !== wanted && (code + toLower !== wanted || code < 0x41 || code > 0x5a)) return false;
  }
  return true;
}

/** Small arrays of numbers, which are made and read quickly. A triple leads to a chain of entries, each for a literal. */
interface Literals {
  /** A bit for each triple: whether a literal begins with it. */
  readonly begins: Uint8Array;
  /** By triple; entry 0 is none. */
  readonly entryOf: Uint16Array;
  /** By entry. */
  readonly nextOf: readonly number[];
  readonly literalOf: readonly number[];
  /** The characters of all literals, one after the other, and by literal where they start. */
  readonly codes: Uint8Array;
  readonly startOf: readonly number[];
  readonly inAnyCase: readonly number[];
  readonly setsOf: readonly (readonly number[])[];
  readonly longest: number;
}

function layOut(sets: readonly (readonly string[])[]): Literals {
  const setsOf = new Map<string, number[]>();
  for (const [index, set] of sets.entries()) {
    for (const text of set) {
      const own = setsOf.get(text);
      if (own === undefined) setsOf.set(text, [index]);
      else own.push(index);
    }
  }
  const texts = [...setsOf.keys()];
  const startOf = [0];
  for (const { length } of texts) startOf.push((startOf.at(-1) ?? 0) + length);
  const begins = new Uint8Array((TRIPLE + 1) / 8);
  const entryOf = new Uint16Array(TRIPLE + 1);
  const nextOf = [0];
  const literalOf = [0];
  for (const [literal, text] of texts.entries()) {
    const pair = ((text.charCodeAt(0) & 31) << 10) | ((text.charCodeAt(1) & 31) << 5);
    // After a literal of two characters anything may come.
    const last = text.length > 2 ? text.charCodeAt(2) & 31 : 31;
    for (let third = text.length > 2 ? last : 0; third <= last; third += 1) {
      const triple = pair | third;
      begins[triple >> 3] = (begins[triple >> 3] ?? 0) | (1 << (triple & 7));
      literalOf.push(literal);
      entryOf[triple] = nextOf.push(entryOf[triple] ?? 0) - 1;
    }
  }
  return {
    begins,
    entryOf,
    nextOf,
    literalOf,
    codes: Buffer.from(texts.join(''), 'latin1'),
    startOf,
    inAnyCase: texts.map((text) => (text === text.toLowerCase() ? 1 : 0)),
    setsOf: [...setsOf.values()],
    longest: texts.reduce((longest, { length }) => Math.max(longest, length), 0),
  };
}
