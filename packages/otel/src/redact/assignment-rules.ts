import type { RedactionRule, Surroundings } from './redaction-rule.ts';
import {
  isExpression,
  isNoReference,
  isPasswordName,
  isPhrase,
  isPlainPasswordName,
  isSecretName,
  isVariable,
  NAME_SUFFIX,
  SECRET_WORD,
  SECRET_WORDS,
  SECRET_WORDS_IN_CAPITALS,
} from './secret-name.ts';

/** Between a name and its value: quotes (also JSON-escaped), blanks, `=`, `:` or `=>`. */
export const ASSIGNS: string = String.raw`\\{0,15}["']?\]?[ \t]{0,40}(?:=|:)>?[ \t]{0,40}`;

/** In front of a value: a quote, also JSON-escaped; Rust wraps it. */
export const OPENS: string = String.raw`(?:Some\()?\\{0,15}["'\x60]?`;

/** Behind the first quote, where TOML and Python have three. */
const TRIPLES = String.raw`(?:(?<=')''|(?<=")(?:\\{0,15}"){2})?`;

/** Up to the quote that opened it (group 2), or a word without blanks. */
const VALUE = String.raw`(?:(?<=(\\{0,15}["'\x60]))(?:(?!\2)[^\r\n]){4,300}(?=\2)|(?![$<{%[*(])[^\s"'\x60\\,;<>(){}|&]{4,4000})`;

/** Secrets that the name in front of them gives away. */
export const ASSIGNMENT_RULES: readonly RedactionRule[] = [
  {
    // A line of a `.env` file or of `env`: the value goes on to the next blank, whatever stands in it.
    name: 'assigned_secret',
    keywords: SECRET_WORDS_IN_CAPITALS,
    pattern: new RegExp(
      String.raw`((?<=(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))(?:[A-Z][A-Z0-9_]{0,60})?)[A-Z][A-Z0-9_]{0,60}=)(?!["'\x60$<{%[*(\\])(?:[^\s"'\x60\\]|\\(?![nrtu"'\\])){4,4000}`,
      'y',
    ),
    accepts: isVariableSecret,
  },
  {
    name: 'assigned_secret',
    keywords: SECRET_WORDS.literals,
    begins: SECRET_WORDS,
    pattern: new RegExp(String.raw`(${SECRET_WORD}${NAME_SUFFIX}${ASSIGNS}${OPENS}${TRIPLES})${VALUE}`, 'iy'),
    accepts: isAssignedSecret,
  },
  {
    // Any other key in capitals, if its value looks random.
    name: 'assigned_secret',
    keywords: ['_KEY'],
    pattern: new RegExp(
      String.raw`((?<=[A-Z0-9])_KEY${ASSIGNS}${OPENS})(?:[A-Za-z0-9+/]{20,500}={0,2}|(?:[a-z]{2,4}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w.-])`,
      'y',
    ),
    accepts: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret),
  },
  {
    // `"auth": "<base64 of user:password>"` of Docker, `_auth=` of npm.
    name: 'encoded_credentials',
    keywords: ['auth'],
    pattern: new RegExp(
      String.raw`((?<![A-Za-z0-9])auth${ASSIGNS}${OPENS})[A-Za-z0-9+/_-]{8,4000}={0,2}(?![\w+/-])`,
      'y',
    ),
    accepts: holdsCredentials,
  },
  {
    name: 'key_material',
    keywords: ['client-key-data'],
    pattern: new RegExp(String.raw`(client-key-data${ASSIGNS}${OPENS})[A-Za-z0-9+/]{40,40000}={0,2}`, 'y'),
  },
];

function isVariableSecret(secret: string, lead: string, { before }: Surroundings): boolean {
  const name = wordAtEnd(before, isVariableCharacter) + lead.slice(0, -1);
  return isSecretName(name) && isNoReference(secret) && !isExpression(secret) && !/^[\w.]+\(/.test(secret);
}

/**
 * A name in capitals (`.env` style) takes any value that is no reference. Otherwise it may be source code, where a
 * value with letters and digits that is no expression counts, and after `password` one in quotes with more than letters.
 */
function isAssignedSecret(secret: string, lead: string, { before, after }: Surroundings): boolean {
  // A call, or an Amazon resource name.
  if (after === '(' || /\d:$/.test(before)) return false;
  const name = nameOf(before, lead);
  if (!isNoReference(secret) || !isSecretName(name)) return false;
  const quoted = /["'`]$/.test(lead);
  if (isVariable(name) && name !== name.toLowerCase())
    return !isExpression(secret) && secret.length >= (quoted ? 4 : 6);
  if (/\s/.test(secret) || secret.length < 6) return false;
  if (isPlainPasswordName(name) && (isPhrase(secret) || /^\d{6,20}$/.test(secret))) return true;
  if (isExpression(secret)) return false;
  if (/\d/.test(secret) && /[A-Za-z]/.test(secret)) return true;
  return (
    isPasswordName(name) && (quoted ? /[^A-Za-z]/.test(secret) && !/[|{}<>()]/.test(secret) : /[!@#^*~?]/.test(secret))
  );
}

/** The whole name, of which the lead holds the end. An escaped line end lends no letter to it. */
function nameOf(before: string, lead: string): string {
  const start = wordAtEnd(before, isNameCharacter);
  const escapes = before.charAt(before.length - start.length - 1) === '\\' && /^[nrt]/.test(start);
  return `${escapes ? start.slice(1) : start}${/^[\w-]+/.exec(lead)?.[0] ?? ''}`;
}

/** Looked for backwards: a pattern would try each place before it. */
function wordAtEnd(text: string, isPart: (code: number) => boolean): string {
  let start = text.length;
  while (start > 0 && isPart(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start);
}

function isNameCharacter(code: number): boolean {
  return isVariableCharacter(code) || (code >= 0x61 && code <= 0x7a) || code === 0x2d;
}

function isVariableCharacter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}

function holdsCredentials(secret: string): boolean {
  return /^[\x21-\x7e]{1,100}:[\x20-\x7e]{1,300}$/.test(Buffer.from(secret, 'base64').toString('latin1'));
}
