/** Which keywords a text holds, and whether it holds a run of characters long enough to be encoded text. */
export interface Findings {
  readonly keywords: ReadonlySet<string>;
  readonly holdsLongRun: boolean;
}

/** Looks a text over once, whatever the number of keywords. */
export type KeywordFinder = (text: string) => Findings;

/** Characters in a row, all of base64 or base64url, that make a long run. */
export const LONG_RUN = 40;

/**
 * An Aho-Corasick automaton over ASCII keywords in lower case, which match in any case: one table look-up per
 * character, whatever the text.
 */
export function createKeywordFinder(keywords: readonly string[]): KeywordFinder {
  const { next, width, outputs, classes } = buildAutomaton([...new Set(keywords)]);
  return (text) => {
    const found = new Set<string>();
    const seen = new Uint8Array(outputs.length);
    let state = 0;
    let run = 0;
    let longest = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) {
        state = 0;
        run = 0;
        continue;
      }
      const kind = classes[code] ?? 0;
      run = kind & IN_RUN ? run + 1 : 0;
      if (run > longest) longest = run;
      state = next[state * width + (kind & CLASS)] ?? 0;
      if (state === 0 || seen[state] === 1) continue;
      seen[state] = 1;
      for (const keyword of outputs[state] ?? []) found.add(keyword);
    }
    return { keywords: found, holdsLongRun: longest >= LONG_RUN };
  };
}

/** In a class byte: the character may stand in base64. */
const IN_RUN = 0x80;
const CLASS = 0x7f;

interface Automaton {
  /** The state after `state` and a character class, at `state * width + class`. */
  readonly next: Uint16Array;
  readonly width: number;
  /** The keywords that end in a state. */
  readonly outputs: readonly (readonly string[])[];
  /** Class and run bit of each ASCII character; class 0 stands in no keyword. */
  readonly classes: Uint8Array;
}

function buildAutomaton(keywords: readonly string[]): Automaton {
  const alphabet = [...new Set(keywords.join(''))];
  const width = alphabet.length + 1;
  const classes = classify(alphabet);
  const children: Map<number, number>[] = [new Map()];
  const outputs: string[][] = [[]];
  for (const keyword of keywords) {
    let state = 0;
    for (const character of keyword) {
      const kind = (classes[character.charCodeAt(0)] ?? 0) & CLASS;
      let child = children[state]?.get(kind);
      if (child === undefined) {
        child = children.push(new Map()) - 1;
        outputs.push([]);
        children[state]?.set(kind, child);
      }
      state = child;
    }
    outputs[state]?.push(keyword);
  }
  return { next: link(children, outputs, width), width, outputs, classes };
}

/** Turns the tree of keywords into a table without failures, breadth first, and passes outputs on along suffixes. */
function link(children: readonly Map<number, number>[], outputs: string[][], width: number): Uint16Array {
  const next = new Uint16Array(children.length * width);
  const suffix = new Uint16Array(children.length);
  const queue = [0];
  for (const state of queue) {
    for (let kind = 1; kind < width; kind += 1) {
      const shorter = state === 0 ? 0 : (next[(suffix[state] ?? 0) * width + kind] ?? 0);
      const child = children[state]?.get(kind);
      next[state * width + kind] = child ?? shorter;
      if (child === undefined) continue;
      suffix[child] = shorter;
      outputs[child]?.push(...(outputs[shorter] ?? []));
      queue.push(child);
    }
  }
  return next;
}

function classify(alphabet: readonly string[]): Uint8Array {
  const classes = new Uint8Array(128);
  for (const [index, character] of alphabet.entries()) {
    classes[character.charCodeAt(0)] = index + 1;
    classes[character.toUpperCase().charCodeAt(0)] = index + 1;
  }
  for (let code = 0; code < 128; code += 1) {
    if (/[A-Za-z0-9+/_-]/.test(String.fromCharCode(code))) classes[code] = (classes[code] ?? 0) | IN_RUN;
  }
  return classes;
}
