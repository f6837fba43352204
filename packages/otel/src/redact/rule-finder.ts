import type { Edit } from './apply-rule.ts';
import { createLiteralFinder, type Places } from './literal-finder.ts';
import type { Beginning, RedactionRule } from './redaction-rule.ts';

/** Knows which rules a text concerns, and where in it each may match. */
export interface RuleFinder {
  readonly rules: readonly PlacedRule[];
  /** Of each rule `keywords`, which are asked for so often that only numbers in a row are quick enough. */
  readonly keywords: Uint16Array;
  find(text: string): Places;
  /** Those of some of the literals that the finder was made with, if there are any. */
  placesOf(places: Places, literals: readonly string[]): readonly number[] | undefined;
  /** The places once secrets that a rule found have made room for its replacement. */
  move(places: Places, edits: readonly Edit[], by: PlacedRule): Places;
}

export interface PlacedRule {
  readonly rule: RedactionRule;
  /** Rules run in ascending order. */
  readonly order: number;
  /** Which of the places are those of its keywords. */
  readonly keywords: number;
  /** Which of the places are those where its matches begin. */
  readonly begins: number;
}

/** `others` are those that are asked for with `placesOf`. */
export function createRuleFinder(rules: readonly RedactionRule[], others: readonly Beginning[]): RuleFinder {
  const beginnings = rules.map((rule): Beginning => rule.begins ?? { literals: rule.keywords });
  const sets = [
    ...new Set([
      ...rules.map(({ keywords }) => keywords),
      ...[...beginnings, ...others].map(({ literals }) => literals),
    ]),
  ];
  const indices = new Map(sets.map((set, index) => [set, index]));
  const indexOf = (set: readonly string[]): number => indices.get(set) ?? -1;
  const findLiterals = createLiteralFinder(sets);
  const confirmations = [...new Set([...beginnings, ...others])].flatMap(({ literals, pattern }) =>
    pattern === undefined ? [] : [{ set: indexOf(literals), pattern }],
  );
  const find = (text: string): Places => {
    const found = findLiterals(text);
    for (const { set, pattern } of confirmations) {
      const places = found[set];
      if (places !== undefined) found[set] = confirm(places, pattern(), text);
    }
    return found;
  };
  const placed = rules.map((rule, order) => ({
    rule,
    order,
    keywords: indexOf(rule.keywords),
    begins: indexOf(beginnings[order]?.literals ?? rule.keywords),
  }));
  const lastUse = new Map(placed.map(({ begins, order }) => [begins, order]));
  const insideReplacements = new Map<RedactionRule, Places>();
  return {
    rules: placed,
    keywords: Uint16Array.from(placed, ({ keywords }) => keywords),
    find,
    placesOf: (places, literals) => places[indexOf(literals)],
    move: (places, edits, { rule, order }) => {
      let inside = insideReplacements.get(rule);
      if (inside === undefined) insideReplacements.set(rule, (inside = find(`[redacted:${rule.name}]`)));
      return places.map((list, set) => {
        const added = inside[set];
        if (list === undefined && added === undefined) return undefined;
        // From here on it counts only whether there are any.
        if ((lastUse.get(set) ?? -1) <= order) return list ?? added;
        return moveAll(list ?? [], edits, added ?? []);
      });
    },
  };
}

function confirm(places: readonly number[], pattern: RegExp, text: string): readonly number[] | undefined {
  const confirmed = places.filter((place) => {
    pattern.lastIndex = place;
    return pattern.test(text);
  });
  return confirmed.length === 0 ? undefined : confirmed;
}

/** What stood in a piece that was replaced is gone; `inside` its replacement is something else. */
function moveAll(places: readonly number[], edits: readonly Edit[], inside: readonly number[]): readonly number[] {
  const moved: number[] = [];
  let growth = 0;
  let next = 0;
  for (const edit of edits) {
    for (; (places[next] ?? Infinity) < edit.start; next += 1) moved.push((places[next] ?? 0) + growth);
    while ((places[next] ?? Infinity) < edit.end) next += 1;
    for (const place of inside) moved.push(edit.start + growth + place);
    growth += edit.growth;
  }
  for (; next < places.length; next += 1) moved.push((places[next] ?? 0) + growth);
  return moved;
}
