import { expect, test } from '@jest/globals';
import { applyRule } from '../src/redact/apply-rule.ts';
import { createRedactor, RULES } from '../src/redact/index.ts';
import { createLiteralFinder } from '../src/redact/literal-finder.ts';
import { createRuleFinder } from '../src/redact/rule-finder.ts';
import { readFixtures } from './corpus/fill-fixture.ts';
import { generateText } from './corpus/generate-text.ts';
import { readUnseenTexts } from './corpus/read-unseen.ts';

const SETS = [['key', 'key=', 'api_key'], ['-u', 'x-'], ['AKIA', 'SK'], ['never there at all']];

/** One literal after the other, as anyone would look for them. */
function findEach(text: string, literals: readonly string[]): readonly number[] | undefined {
  const places = new Set<number>();
  for (const literal of literals) {
    const inAnyCase = literal === literal.toLowerCase();
    const searched = inAnyCase ? text.toLowerCase() : text;
    for (let at = searched.indexOf(literal); at !== -1; at = searched.indexOf(literal, at + 1)) places.add(at);
  }
  return places.size === 0 ? undefined : [...places].toSorted((left, right) => left - right);
}

test.each([
  ['nothing', ''],
  ['one character', 'k'],
  ['a literal and no more', '-u'],
  ['literals at both ends', 'key and api_key'],
  ['literals inside of literals', 'API_KEY=x-u-key=KEYkey'],
  ['what looks the same but for its higher bits', 'ke9 \u{8b}ey \u{eb}ey kEY+K%9 akia Akia AKIA'],
])('finds what a search for each literal finds: %s', (_name, text) => {
  expect(SETS.map((_, set) => createLiteralFinder(SETS)(text)[set])).toEqual(SETS.map((set) => findEach(text, set)));
});

test('finds what a search for each literal finds: across all the pieces of a long text', () => {
  const find = createLiteralFinder(SETS);
  for (let shift = 0; shift < 12; shift += 1) {
    const text = 'z'.repeat(shift) + 'api_key=-u AKIAx-SKey'.repeat(5000) + generateText('long', 'base64', 10_000);
    const found = find(text);
    expect(SETS.map((_, set) => found[set])).toEqual(SETS.map((set) => findEach(text, set)));
  }
});

test('finds nothing that a text before it has left behind', () => {
  const find = createLiteralFinder(SETS);
  const whole = 'api_key=x-AKIA';
  for (let end = whole.length; end >= 0; end -= 1) {
    const text = whole.slice(0, end);
    expect(SETS.map((_, set) => find(text)[set])).toEqual(SETS.map((set) => findEach(text, set)));
  }
});

test('places follow what is replaced: a second look at the redacted text finds the same', () => {
  const finder = createRuleFinder(RULES, []);
  const wrong: string[] = [];
  let compared = 0;
  for (const { name, text } of [...readFixtures(), ...readUnseenTexts()]) {
    let redacted = text;
    let places = finder.find(text);
    for (const placed of finder.rules) {
      if (places[placed.keywords] === undefined) continue;
      const applied = applyRule(placed.rule, redacted, places[placed.begins] ?? [], () => false);
      if (applied.edits.length === 0) continue;
      redacted = applied.text;
      places = finder.move(places, applied.edits, placed);
      const anew = finder.find(redacted);
      for (const { rule, begins } of finder.rules.slice(placed.order + 1)) {
        compared += 1;
        if ((places[begins] ?? []).join() !== (anew[begins] ?? []).join())
          wrong.push(`${name}: ${rule.name} (${begins}) after ${placed.rule.name}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(10_000);
});

test('what stands after a replacement is judged as on a second look', () => {
  const redact = createRedactor({ patterns: [], allow: [] });
  const token = ['ghp', generateText('token', 'alphanumeric', 36)].join('_');
  const once = redact(`${token}: ${generateText('value', 'alphanumeric', 24)}`);
  expect(once).toBe('[redacted:github_token]: [redacted:assigned_secret]');
  expect(redact(once)).toBe(once);
});

test('secrets are found far into a long text, and its rest stays', () => {
  const redact = createRedactor({ patterns: [], allow: [] });
  const line = 'const answer = 42; // nothing to see\n';
  const secret = generateText('far', 'alphanumeric', 24);
  for (const lines of [600, 700, 5000])
    expect(redact(`${line.repeat(lines)}API_TOKEN=${secret}\n${line}`)).toBe(
      `${line.repeat(lines)}API_TOKEN=[redacted:assigned_secret]\n${line}`,
    );
});
