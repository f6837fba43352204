/**
 * One kind of secret. `pattern` is global and linear in time: every quantifier is bounded, and a match consumes what it
 * scanned. What group 1 captures is kept in front of the placeholder (`Authorization: Bearer `); without a group the
 * whole match is replaced.
 */
export interface RedactionRule {
  /** Stands in the placeholder: `[redacted:github_token]`. */
  readonly name: string;
  /** Lower case. The pattern runs only over text that holds one of them, in any case. */
  readonly keywords: readonly string[];
  readonly pattern: RegExp;
  /** Decides by the secret itself where the pattern alone would take look-alikes. */
  readonly accepts?: (secret: string, lead: string) => boolean;
}

/** Not inside a longer word; a JSON escape such as `\n` in front is no word. */
export const START: string = String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbf]))`;

/** A token with a fixed prefix: `prefixed('npm_token', 'npm_', '[A-Za-z0-9]{36}')`. */
export function prefixed(name: string, prefix: string, body: string): RedactionRule {
  const literal = prefix.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return { name, keywords: [prefix.toLowerCase()], pattern: new RegExp(`${START}${literal}${body}`, 'g') };
}
