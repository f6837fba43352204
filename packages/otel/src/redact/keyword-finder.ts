/** Finds which of many keywords a text holds, in one pass whatever their number. */
export type KeywordFinder = (text: string) => ReadonlySet<string>;

/**
 * Keywords are ASCII, in lower case, at least two characters long, and match in any case. Each pair of characters picks
 * the few keywords that begin with it, which are then compared; a keyword that was found is not looked for again.
 */
export function createKeywordFinder(keywords: readonly string[]): KeywordFinder {
  const unique = [...new Set(keywords)];
  const { listOfPair, lists } = groupByPair(unique);
  return (text) => {
    const found = new Set<string>();
    const isFound = new Uint8Array(unique.length);
    let pair = 0;
    // Bytes are read faster than characters of a string that was put together; what is beyond Latin-1 may look like
    // ASCII here, which at worst lets a rule run for nothing.
    const bytes = Buffer.from(text, 'latin1');
    for (let index = 0; index < bytes.length; index += 1) {
      pair = ((pair << 7) | ((bytes[index] ?? 0) & 0x7f)) & PAIR;
      const list = listOfPair[pair];
      if (list === undefined || list === 0) continue;
      for (const candidate of lists[list] ?? []) {
        if (isFound[candidate.index] === 1 || !continues(candidate.rest, bytes, index + 1)) continue;
        isFound[candidate.index] = 1;
        found.add(candidate.keyword);
      }
    }
    return found;
  };
}

/** Two ASCII characters, seven bits each. */
const PAIR = 0x3fff;

interface Candidate {
  readonly index: number;
  readonly keyword: string;
  /** The character codes after the first two. */
  readonly rest: readonly number[];
}

function continues(rest: readonly number[], bytes: Uint8Array, index: number): boolean {
  for (let offset = 0; offset < rest.length; offset += 1) {
    if (lower(bytes[index + offset] ?? 0) !== rest[offset]) return false;
  }
  return true;
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** List 0 is empty. */
function groupByPair(keywords: readonly string[]): { listOfPair: Uint16Array; lists: readonly (readonly Candidate[])[] } {
  const listOfPair = new Uint16Array(PAIR + 1);
  const lists: Candidate[][] = [[]];
  for (const [index, keyword] of keywords.entries()) {
    const rest = Array.from(keyword.slice(2), (character) => character.charCodeAt(0));
    for (const first of casesOf(keyword.charAt(0))) {
      for (const second of casesOf(keyword.charAt(1))) {
        const pair = (first << 7) | second;
        if (listOfPair[pair] === 0) listOfPair[pair] = lists.push([]) - 1;
        lists[listOfPair[pair] ?? 0]?.push({ index, keyword, rest });
      }
    }
  }
  return { listOfPair, lists };
}

function casesOf(character: string): readonly number[] {
  return [...new Set([character.charCodeAt(0), character.toUpperCase().charCodeAt(0)])];
}
