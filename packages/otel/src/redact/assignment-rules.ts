import { once } from './once.ts';
import { type RedactionRule, type Surroundings, UUID } from './redaction-rule.ts';
import {
  isExpression,
  isMixed,
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

/** What else may stand there: `:=` and, of shells, `:-`; Python says that it is bytes, YAML that it is text. */
const ASSIGNS_AND_OPENS = String.raw`${ASSIGNS.replace('(?:=|:)', '(?:=|:[=-]?)')}(?:!!str |[bBuU](?=["'\\])|Secret(?:Str)?\((?=["'\\]))?${OPENS}`;

/** Behind the first quote, where TOML and Python have three. */
const TRIPLES = String.raw`(?:(?<=')''|(?<=")(?:\\{0,15}"){2})?`;

/** Up to the quote that opened it (group 2), or a word without blanks. */
const VALUE = String.raw`(?:(?<=(\\{0,15}["'\x60]))(?:(?!\2)[^\r\n]){4,300}(?=\2)|(?![$<{%[*(])[^\s"'\x60\\,;<>(){}|&\x1b\0]{4,4000})`;

/** Terminals are told colours so, also JSON-escaped. */
const COLOURS = String.raw`(?:(?:\x1b|\\{1,15}u001b)\[[\d;]{0,15}[mK]){0,4}`;

/** Secrets that the name in front of them gives away. */
export const ASSIGNMENT_RULES: readonly RedactionRule[] = [
  {
    // A line of a `.env` file, of `env` or of a Dockerfile: the value goes on to the next blank, whatever stands in it.
    name: 'assigned_secret',
    keywords: SECRET_WORDS_IN_CAPITALS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?<=(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))(?:[A-Z][A-Z0-9_]{0,60})?)[A-Z][A-Z0-9_]{0,60}(?:=|(?<=(?:ENV|ARG) [A-Z0-9_]{1,60}) ))(?!["'\x60$<{%[*(\\])(?:[^\s"'\x60\\\x1b\0]|\\(?![nrtu"'\\])){4,4000}`,
          'y',
        ),
    ),
    accepts: isVariableSecret,
  },
  {
    name: 'assigned_secret',
    keywords: SECRET_WORDS.literals,
    begins: SECRET_WORDS,
    pattern: once(
      () => new RegExp(String.raw`(${SECRET_WORD}${NAME_SUFFIX}${ASSIGNS_AND_OPENS}${TRIPLES})${VALUE}`, 'iy'),
    ),
    accepts: isNamedSecret,
  },
  {
    // In colours.
    name: 'assigned_secret',
    keywords: ['\u{1b}[', '\\u001b['],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}${NAME_SUFFIX}${COLOURS}\\{0,15}["']?${COLOURS}[ \t]{0,40}[=:][ \t]{0,40}${COLOURS}${OPENS})${VALUE}`,
          'iy',
        ),
    ),
    accepts: isNamedSecret,
  },
  {
    // Any other key, if its value looks random; more so where the name is not in capitals.
    name: 'assigned_secret',
    keywords: ['_key'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?<=[A-Za-z0-9])_key${ASSIGNS}${OPENS})(?:[A-Za-z0-9+/]{20,500}={0,2}|(?:[a-z]{2,4}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w.-])`,
          'iy',
        ),
    ),
    accepts: (secret, lead) =>
      lead.startsWith('_KEY')
        ? /\d/.test(secret) && /[A-Za-z]/.test(secret)
        : /\d[^\d]+\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret),
  },
  {
    // `"auth": "<base64 of user:password>"` of Docker, `_auth=` of npm.
    name: 'encoded_credentials',
    keywords: ['auth'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?<![A-Za-z0-9])|(?<=\\[nrt]))auth${ASSIGNS}${OPENS})[A-Za-z0-9+/_-]{8,4000}={0,2}(?![\w+/-])`,
          'y',
        ),
    ),
    accepts: holdsCredentials,
  },
  {
    name: 'key_material',
    keywords: ['client-key-data'],
    pattern: once(() => new RegExp(String.raw`(client-key-data${ASSIGNS}${OPENS})[A-Za-z0-9+/]{40,40000}={0,2}`, 'y')),
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
export function isNamedSecret(secret: string, lead: string, { before, after }: Surroundings): boolean {
  // A call, or an Amazon resource name.
  if (after === '(' || /\d:$/.test(before)) return false;
  const name = nameOf(before, lead);
  if (isElsewhere(secret, name, lead, before)) return false;
  if (!isNoReference(secret) || !isSecretName(name)) return false;
  const quoted = /["'`]$/.test(lead);
  if (isVariable(name) && name !== name.toLowerCase())
    return !isExpression(secret) && secret.length >= (quoted ? 4 : 6);
  if (/\s/.test(secret) || secret.length < 6) return false;
  if (isPlainPasswordName(name) && (isPhrase(secret) || /^\d{6,20}$/.test(secret))) return true;
  if (isExpression(secret)) return false;
  // Without quotes, `NodeOrToken` is a type.
  if (/\d/.test(secret) ? /[A-Za-z]/.test(secret) : (quoted || isPasswordName(name)) && isMixed(secret)) return true;
  return (
    isPasswordName(name) && (quoted ? /[^A-Za-z]/.test(secret) && !/[|{}<>()]/.test(secret) : /[!@#^*~?]/.test(secret))
  );
}

/**
 * What is no value: `${TOKEN:?a message}` and a command in backticks of shells, `PASSWORD = 'password'` of an enumeration,
 * `--- PASS: Test…` of Go, the UUID of a session that
 * no cookie holds.
 */
function isElsewhere(secret: string, name: string, lead: string, before: string): boolean {
  if (lead.endsWith(':')) return /^[?+]/.test(secret);
  if (lead.endsWith('`')) return /\s/.test(secret);
  if (secret.length === UUID_LENGTH && /session[_-]?id$/i.test(name)) {
    return IDENTIFIER.test(secret) && !/cookie/i.test(before);
  }
  if (lead === 'PASS: ') return before.endsWith('--- ');
  return secret.length === name.length && /["']$/.test(lead) && secret.toLowerCase() === name.toLowerCase();
}

const UUID_LENGTH = 36;
const IDENTIFIER = new RegExp(`^${UUID}$`);

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
