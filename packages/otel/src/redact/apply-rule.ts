import type { RedactionRule, Surroundings } from './redaction-rule.ts';

/** A piece of a text that was replaced by one that is longer by `growth`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly growth: number;
}

/**
 * The text with the secrets of one kind replaced, and what was replaced, in ascending order. A sticky pattern is tried at
 * the `places` that are given, a global one all over the text. `mayStay` lets a secret stay.
 */
export function applyRule(
  rule: RedactionRule,
  text: string,
  places: readonly number[],
  mayStay: (secret: string) => boolean,
): { readonly text: string; readonly edits: readonly Edit[] } {
  const pattern = rule.pattern();
  const matches = pattern.sticky ? matchesAt(pattern, rule, text, places) : [...text.matchAll(pattern)];
  if (matches.length === 0) return { text, edits: [] };
  const replacement = `[redacted:${rule.name}]`;
  const edits: Edit[] = [];
  let redacted = '';
  let done = 0;
  for (const match of matches) {
    const [whole, lead = ''] = match;
    const secret = whole.slice(lead.length);
    if (secret.startsWith('[redacted:') || isFilledIn(secret)) continue;
    if (rule.accepts?.(secret, lead, around(text, match)) === false || mayStay(secret)) continue;
    const start = match.index + lead.length;
    const end = match.index + whole.length;
    redacted += text.slice(done, start) + replacement;
    edits.push({ start, end, growth: replacement.length - secret.length });
    done = end;
  }
  return { text: edits.length === 0 ? text : redacted + text.slice(done), edits };
}

/** `ghp_xxxxxxxx…` of documentation. */
function isFilledIn(secret: string): boolean {
  return secret.endsWith('xxxxxxxx') && /^[\w-]{1,12}[-_]x+$/.test(secret);
}

/** As a global pattern would find them: each match begins where the one before it has ended, or later. */
function matchesAt(
  pattern: RegExp,
  { before }: RedactionRule,
  text: string,
  places: readonly number[],
): readonly RegExpExecArray[] {
  const starts = before === undefined ? places : placesBefore(places, before);
  const matches: RegExpExecArray[] = [];
  let end = 0;
  for (const start of starts) {
    if (start < end) continue;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    matches.push(match);
    end = pattern.lastIndex;
  }
  return matches;
}

function placesBefore(places: readonly number[], distances: readonly number[]): readonly number[] {
  return places.flatMap((place) => distances.map((distance) => place - distance));
}

const LOOK_BACK = 60;

function around(text: string, { 0: whole, index }: RegExpExecArray): Surroundings {
  return { before: text.slice(Math.max(0, index - LOOK_BACK), index), after: text.charAt(index + whole.length) };
}
