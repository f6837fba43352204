import type { RedactionRule } from './redaction-rule.ts';

/** The rules that a text can concern, in their order. */
export type RuleFinder = (text: string) => readonly RedactionRule[];

/**
 * Looks a text over once, whatever the number of keywords. A rule is concerned where one of its keywords stands in the
 * text, or where it has none; keywords are ASCII, in lower case, at least two characters long, and match in any case.
 * Each pair of characters picks the few keywords that begin with it, which are then compared.
 */
export function createRuleFinder(rules: readonly RedactionRule[]): RuleFinder {
  const { listOfPair, lists } = groupByPair(rules);
  const always = rules.filter((rule) => rule.keywords.length === 0);
  return (text) => {
    const bytes = toBytes(text);
    const end = text.length;
    let concerned: Set<RedactionRule> | undefined;
    let pair = 0;
    for (let index = 0; index < end; index += 1) {
      pair = ((pair << 7) | ((bytes[index] ?? 0) & 0x7f)) & PAIR;
      const list = listOfPair[pair] ?? 0;
      if (list === 0) continue;
      for (const { rest, rules: own } of lists[list] ?? []) {
        if (!continues(rest, bytes, index + 1, end)) continue;
        concerned ??= new Set(always);
        for (const rule of own) concerned.add(rule);
      }
    }
    return concerned === undefined ? always : rules.filter((rule) => concerned.has(rule));
  };
}

const SCRATCH = Buffer.alloc(16 * 1024);

/**
 * Bytes are read faster than the characters of a string that was put together. What is beyond Latin-1 may look like
 * ASCII here, which at worst lets a rule run for nothing. Valid until the next call.
 */
function toBytes(text: string): Uint8Array {
  if (text.length > SCRATCH.length) return Buffer.from(text, 'latin1');
  SCRATCH.write(text, 'latin1');
  return SCRATCH;
}

/** Two ASCII characters, seven bits each. */
const PAIR = 0x3fff;

interface Candidate {
  /** The character codes of the keyword after the first two. */
  readonly rest: readonly number[];
  readonly rules: readonly RedactionRule[];
}

function continues(rest: readonly number[], bytes: Uint8Array, index: number, end: number): boolean {
  if (index + rest.length > end) return false;
  for (let offset = 0; offset < rest.length; offset += 1) {
    if (lower(bytes[index + offset] ?? 0) !== rest[offset]) return false;
  }
  return true;
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** List 0 is empty. */
function groupByPair(rules: readonly RedactionRule[]): {
  readonly listOfPair: Uint16Array;
  readonly lists: readonly (readonly Candidate[])[];
} {
  const listOfPair = new Uint16Array(PAIR + 1);
  const lists: Candidate[][] = [[]];
  for (const keyword of new Set(rules.flatMap((rule) => rule.keywords))) {
    const rest = Array.from(keyword.slice(2), (character) => character.charCodeAt(0));
    const own = rules.filter((rule) => rule.keywords.includes(keyword));
    for (const first of casesOf(keyword.charAt(0))) {
      for (const second of casesOf(keyword.charAt(1))) {
        const pair = (first << 7) | second;
        if (listOfPair[pair] === 0) listOfPair[pair] = lists.push([]) - 1;
        lists[listOfPair[pair] ?? 0]?.push({ rest, rules: own });
      }
    }
  }
  return { listOfPair, lists };
}

function casesOf(character: string): readonly number[] {
  return [...new Set([character.charCodeAt(0), character.toUpperCase().charCodeAt(0)])];
}
