import { applyRule } from './apply-rule.ts';
import { ASSIGNMENT_RULES } from './assignment-rules.ts';
import { COMMAND_RULES } from './command-rules.ts';
import { compilePatterns, type CustomPattern } from './custom-patterns.ts';
import { CSV_HEADING, redactCsv } from './csv-columns.ts';
import { redactEncoded } from './encoded-text.ts';
import { HEADER_RULES } from './header-rules.ts';
import { KEY_RULES, PRIVATE_KEY_RULE } from './key-rules.ts';
import { KEY_TAIL_KEYWORDS, redactKeyTail } from './key-tail.ts';
import { INSERT_HEADING, redactInserts } from './insert-columns.ts';
import type { Places } from './literal-finder.ts';
import { PAIR_RULES } from './pair-rules.ts';
import { PROSE_RULES } from './prose-rules.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { createRuleFinder } from './rule-finder.ts';
import { SERVICE_RULES } from './service-rules.ts';
import { SETTINGS_RULES } from './settings-rules.ts';
import { SOURCE_CODE_RULES } from './source-code-rules.ts';
import { STATEMENT_RULES } from './statement-rules.ts';
import { COLUMN_KEYWORDS, redactColumns } from './table-columns.ts';
import { URL_RULES } from './url-rules.ts';

/** Replaces each secret in a text by what it was, such as `[redacted:github_token]`. Idempotent. */
export type Redactor = (text: string) => string;

export interface RedactorInput {
  /** Further secrets, as regular expression sources; the whole match is replaced by `[redacted:custom]`. */
  readonly patterns: readonly string[];
  /** Regular expression sources; a secret that one of them matches stays. */
  readonly allow: readonly string[];
}

/** Every rule, in the order in which they run. */
export const RULES: readonly RedactionRule[] = [
  PRIVATE_KEY_RULE,
  ...SERVICE_RULES,
  ...KEY_RULES,
  ...URL_RULES,
  ...HEADER_RULES,
  ...PAIR_RULES,
  ...ASSIGNMENT_RULES,
  ...COMMAND_RULES,
  ...STATEMENT_RULES,
  ...SOURCE_CODE_RULES,
  ...SETTINGS_RULES,
  ...PROSE_RULES,
];

/** Before the rules, at the places that were found: values whose name stands in a heading. */
const COLUMNS = [
  { beginning: CSV_HEADING, redactCells: redactCsv },
  { beginning: INSERT_HEADING, redactCells: redactInserts },
];

/** Text in base64 may hold text in base64, and so on. */
const DEEPEST_ENCODING = 3;

/** Throws a `PatternError` (a `ConfigError` by its mark) for a pattern that cannot be used. */
export function createRedactor(input: RedactorInput): Redactor {
  const custom = compilePatterns('redact.patterns', input.patterns);
  const allowed = compilePatterns('redact.allow', input.allow);
  const finder = createRuleFinder(RULES, [
    { literals: KEY_TAIL_KEYWORDS },
    { literals: COLUMN_KEYWORDS },
    ...COLUMNS.map(({ beginning }) => beginning),
  ]);
  const mayStay = (secret: string): boolean => allowed.some((pattern) => pattern.test(secret));

  const applyRules = (text: string, found: Places): string => {
    let redacted = text;
    let places = found;
    for (let order = 0; order < finder.keywords.length; order += 1) {
      if (places[finder.keywords[order] ?? 0] === undefined) continue;
      const placed = finder.rules[order];
      if (placed === undefined) continue;
      const applied = applyRule(placed.rule, redacted, places[placed.begins] ?? NOWHERE, mayStay);
      redacted = applied.text;
      if (applied.edits.length > 0) places = finder.move(places, applied.edits, placed);
    }
    return redacted;
  };

  const redactFound = (text: string, found: Places): string => {
    let redacted = text;
    let places = found;
    for (const { beginning, redactCells } of COLUMNS) {
      const headings = finder.placesOf(places, beginning.literals);
      if (headings === undefined) continue;
      const withoutCells = redactCells(redacted, headings, mayStay);
      if (withoutCells !== redacted) places = finder.find(withoutCells);
      redacted = withoutCells;
    }
    redacted = applyRules(redacted, places);
    if (finder.placesOf(places, KEY_TAIL_KEYWORDS) !== undefined) redacted = redactKeyTail(redacted);
    if (finder.placesOf(places, COLUMN_KEYWORDS) !== undefined) redacted = redactColumns(redacted, mayStay);
    return redacted;
  };

  const redact = (text: string, depth: number): string => {
    let redacted = text;
    for (const pattern of custom) redacted = applyPattern(pattern, redacted, mayStay);
    const places = finder.find(redacted);
    if (places.length > 0) redacted = redactFound(redacted, places);
    return depth === DEEPEST_ENCODING ? redacted : redactEncoded(redacted, (decoded) => redact(decoded, depth + 1));
  };
  return (text) => (text === '' ? text : redact(text, 0));
}

const NOWHERE: readonly number[] = [];

function applyPattern(pattern: CustomPattern, text: string, mayStay: (secret: string) => boolean): string {
  let redacted = '';
  let done = 0;
  for (const [start, end] of pattern.matches(text)) {
    const secret = text.slice(start, end);
    if (secret.startsWith('[redacted:') || mayStay(secret)) continue;
    redacted += `${text.slice(done, start)}[redacted:custom]`;
    done = end;
  }
  return done === 0 ? text : redacted + text.slice(done);
}
