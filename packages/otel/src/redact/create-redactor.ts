import { ASSIGNMENT_RULES } from './assignment-rules.ts';
import { COMMAND_RULES } from './command-rules.ts';
import { compilePatterns, type CustomPattern } from './custom-patterns.ts';
import { redactEncoded } from './encoded-text.ts';
import { HEADER_RULES } from './header-rules.ts';
import { KEY_RULES, PRIVATE_KEY_RULE } from './key-rules.ts';
import { redactKeyTail } from './key-tail.ts';
import { PAIR_RULES } from './pair-rules.ts';
import { PROSE_RULES } from './prose-rules.ts';
import type { RedactionRule, Surroundings } from './redaction-rule.ts';
import { createRuleFinder } from './rule-finder.ts';
import { SERVICE_RULES } from './service-rules.ts';
import { STATEMENT_RULES } from './statement-rules.ts';
import { redactColumns } from './table-columns.ts';
import { URL_RULES } from './url-rules.ts';

/** Replaces the secrets in a text by placeholders such as `[redacted:github_token]`. Idempotent. */
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
  ...HEADER_RULES,
  ...URL_RULES,
  ...PAIR_RULES,
  ...ASSIGNMENT_RULES,
  ...COMMAND_RULES,
  ...STATEMENT_RULES,
  ...PROSE_RULES,
];

/** Text in base64 may hold text in base64, and so on. */
const DEEPEST_ENCODING = 3;

/** Throws a `PatternError` (a `ConfigError` by its mark) for a pattern that cannot be used. */
export function createRedactor(input: RedactorInput): Redactor {
  const custom = compilePatterns('redact.patterns', input.patterns);
  const allowed = compilePatterns('redact.allow', input.allow);
  const findRules = createRuleFinder(RULES);
  const mayStay = (secret: string): boolean => allowed.some((pattern) => pattern.test(secret));

  const redact = (text: string, depth: number): string => {
    let redacted = text;
    for (const pattern of custom) redacted = applyPattern(pattern, redacted, mayStay);
    for (const rule of findRules(text)) redacted = applyRule(rule, redacted, mayStay);
    redacted = redactColumns(redactKeyTail(redacted), mayStay);
    return depth === DEEPEST_ENCODING ? redacted : redactEncoded(redacted, (decoded) => redact(decoded, depth + 1));
  };
  return (text) => (text === '' ? text : redact(text, 0));
}

function applyRule(rule: RedactionRule, text: string, mayStay: (secret: string) => boolean): string {
  return text.replace(rule.pattern, (...match: unknown[]) => {
    const whole = String(match[0]);
    const lead = typeof match[1] === 'string' ? match[1] : '';
    const secret = whole.slice(lead.length);
    if (secret.startsWith('[redacted:')) return whole;
    if (rule.accepts?.(secret, lead, around(text, match)) === false || mayStay(secret)) return whole;
    return `${lead}[redacted:${rule.name}]`;
  });
}

const LOOK_BACK = 60;

/** `match` is what `replace` passes on: the match, groups, the offset, the text, and named groups if there are any. */
function around(text: string, match: readonly unknown[]): Surroundings {
  const start = Number(match.findLast((part) => typeof part === 'number'));
  return {
    before: text.slice(Math.max(0, start - LOOK_BACK), start),
    after: text.charAt(start + String(match[0]).length),
  };
}

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
