import { CONTEXT_RULES, PRIVATE_KEY_RULE } from './context-rules.ts';
import { redactKeyTail } from './key-tail.ts';
import { createKeywordFinder } from './keyword-finder.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { TOKEN_RULES } from './token-rules.ts';

/** Replaces the secrets in a text by placeholders such as `[redacted:github_token]`. Idempotent. */
export type Redactor = (text: string) => string;

export interface RedactorInput {
  /** Further secrets, as regular expression sources; the whole match is replaced by `[redacted:custom]`. */
  readonly patterns: readonly string[];
  /** Regular expression sources; a secret that one of them matches stays. */
  readonly allow: readonly string[];
}

/** Throws `SyntaxError` for a pattern that is not a regular expression. */
export function createRedactor(input: RedactorInput): Redactor {
  const allowed = input.allow.map((source) => new RegExp(source, 'u'));
  const custom = input.patterns.map((source): RedactionRule => ({
    name: 'custom',
    keywords: [],
    pattern: new RegExp(`(?:${source})`, 'gu'),
  }));
  const rules = [PRIVATE_KEY_RULE, ...TOKEN_RULES, ...CONTEXT_RULES];
  const findKeywords = createKeywordFinder(rules.flatMap((rule) => rule.keywords));
  const mayStay = (secret: string): boolean => allowed.some((pattern) => pattern.test(secret));
  return (text) => {
    if (text === '') return text;
    let redacted = text;
    for (const rule of custom) redacted = applyRule(rule, redacted, mayStay);
    const keywords = findKeywords(text);
    if (keywords.size === 0) return redacted;
    for (const rule of rules) {
      if (rule.keywords.some((keyword) => keywords.has(keyword))) redacted = applyRule(rule, redacted, mayStay);
    }
    return keywords.has('private key') ? redactKeyTail(redacted) : redacted;
  };
}

function applyRule(rule: RedactionRule, text: string, mayStay: (secret: string) => boolean): string {
  return text.replace(rule.pattern, (...match: unknown[]) => {
    const whole = String(match[0]);
    const lead = rule.name !== 'custom' && typeof match[1] === 'string' ? match[1] : '';
    const secret = whole.slice(lead.length);
    if (secret.startsWith('[redacted:') || rule.accepts?.(secret, lead) === false || mayStay(secret)) return whole;
    return `${lead}[redacted:${rule.name}]`;
  });
}
