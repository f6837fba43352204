import { once } from './once.ts';

/**
 * One kind of secret. `pattern` is linear in time: every quantifier is bounded, and a match consumes what it scanned. What
 * group 1 captures is kept in front of the replacement (`Authorization: Bearer `); without a group the whole match is
 * replaced.
 */
export interface RedactionRule {
  /** Stands in the replacement: `[redacted:github_token]`. */
  readonly name: string;
  /** Only text that holds one of them concerns the rule. In lower case they stand for any case. */
  readonly keywords: readonly string[];
  /** What each match begins with, if not with a keyword. */
  readonly begins?: Beginning;
  /** How far before that a match may begin, descending; else with it. */
  readonly before?: readonly number[];
  /**
   * Sticky: tried where a match can begin. Global, where keywords are so rare that it may search the whole text. Made when
   * it is first asked for: a session concerns few of the rules, and its start waits for none.
   */
  readonly pattern: () => RegExp;
  /** Decides by the secret, its lead and what stands around both, where the pattern alone would take look-alikes. */
  readonly accepts?: (secret: string, lead: string, around: Surroundings) => boolean;
}

/** What matches begin with. */
export interface Beginning {
  /** One of them; in lower case they stand for any case. */
  readonly literals: readonly string[];
  /** Sticky: what else must stand where the literal does. */
  readonly pattern?: () => RegExp;
}

export interface Surroundings {
  /** Some characters before the lead. */
  readonly before: string;
  /** The character after the secret. */
  readonly after: string;
}

/** A secret that its issuer made recognisable. */
export interface ServiceRule extends RedactionRule {
  /** Who issues it, as people know it. */
  readonly service: string;
  /** What it looks like, for the documentation. */
  readonly form: string;
}

/** Not inside a longer word; a JSON escape such as `\n` in front is no word. */
export const START: string = String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbf]))`;

/** In small letters, as services write it. */
export const UUID: string = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A token with a fixed prefix, or one of several: `prefixed('npm', 'npm_token', 'npm_', '[A-Za-z0-9]{36}')`. */
export function prefixed(
  service: string,
  name: string,
  prefix: string | readonly string[],
  body: string,
  accepts?: (secret: string) => boolean,
): ServiceRule {
  const prefixes = typeof prefix === 'string' ? [prefix] : prefix;
  return {
    service,
    name,
    form: prefixes.map((each) => `${each}…`).join(', '),
    keywords: prefixes,
    pattern: once(() => new RegExp(`${START}(?:${prefixes.map(escapeLiteral).join('|')})${body}`, 'y')),
    ...(accepts === undefined ? {} : { accepts }),
  };
}

/** The literal as a regular expression source. */
export function escapeLiteral(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

export function holdsDigit(secret: string): boolean {
  return /\d/.test(secret);
}
