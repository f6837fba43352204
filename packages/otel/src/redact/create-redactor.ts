import { CONTEXT_RULES } from './context-rules.ts';
import { redactKeyTail } from './key-tail.ts';
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
  const custom = input.patterns.map(
    (source): RedactionRule => ({ name: 'custom', keywords: [''], pattern: new RegExp(`(?:${source})`, 'gu') }),
  );
  const rules = [...custom, ...CONTEXT_RULES.slice(0, 1), ...TOKEN_RULES, ...CONTEXT_RULES.slice(1)];
  const mayStay = (secret: string): boolean => allowed.some((pattern) => pattern.test(secret));
  return (text) => {
    if (text.length < SHORTEST) return text;
    const lowered = text.toLowerCase();
    let redacted = text;
    for (const rule of rules) {
      if (rule.keywords.some((keyword) => lowered.includes(keyword))) redacted = applyRule(rule, redacted, mayStay);
    }
    return lowered.includes('private key-----') ? redactKeyTail(redacted) : redacted;
  };
}

/** Nothing shorter can hold a secret that a rule knows; custom patterns may be shorter than that only in theory. */
const SHORTEST = 6;

function applyRule(rule: RedactionRule, text: string, mayStay: (secret: string) => boolean): string {
  return text.replace(rule.pattern, (...match: unknown[]) => {
    const whole = String(match[0]);
    const lead = rule.name !== 'custom' && typeof match[1] === 'string' ? match[1] : '';
    const secret = whole.slice(lead.length);
    if (secret.startsWith('[redacted:') || rule.accepts?.(secret) === false || mayStay(secret)) return whole;
    return `${lead}[redacted:${rule.name}]`;
  });
}
