import { once } from './once.ts';
import type { Beginning } from './redaction-rule.ts';

/** Whose key it is: `api_key`, `api-key`, `apiKey`. */
const KEY_OWNERS = [
  'api',
  'app',
  'application',
  'access',
  'private',
  'secret',
  'account',
  'auth',
  'encryption',
  'signing',
  'session',
  'shared',
  'preshared',
  'pre-shared',
  'license',
  'consumer',
  'hmac',
  'subscription',
  'master',
];

/**
 * Part of a regular expression: a word that says "secret", to be matched in any case. Whose key it is, is looked at
 * afterwards: so every alternative begins with letters, which engines find several times as fast.
 */
export const SECRET_WORD: string = String.raw`(?:secret(?:[_-]?string)?|token|passw(?:or)?d|pwd|passphrase|psk|credentials?|pass(?<=(?:^|[^A-Za-z0-9]|require|\\[nrt])pass)|key[_-]?string|session[_-]?id|key(?<=(?:${KEY_OWNERS.join('|')})[_-]?key))`;

/** A secret word, and after it what the rules can make something of: not the rest of a longer word. */
export const SECRET_WORDS: Beginning = {
  literals: ['secret', 'token', 'pass', 'pwd', 'psk', 'credential', 'key', 'session'],
  pattern: once(() => new RegExp(String.raw`${SECRET_WORD}(?=[_\d\\"'\x60\])=:<>?,%│┃| \t\x1b-])`, 'iy')),
};

/** The same in capitals. */
export const SECRET_WORDS_IN_CAPITALS: readonly string[] = SECRET_WORDS.literals.map((word) => word.toUpperCase());

/** What may follow the word and leave it the name of a secret: `PASSWORD_2`, `API_KEY_PROD`. */
export const NAME_SUFFIX: string = String.raw`(?:[_-][A-Za-z0-9]{1,12}){0,2}\d{0,2}`;

const SECRET_NAME = new RegExp(
  `${SECRET_WORD}(?:[_-]?(?:v?\\d{1,2}|prod|dev|test|staging|live|old|new|base|value|text))?$`,
  'i',
);
const PASSWORD_NAME = /(?:passw(?:or)?d|passwd|pwd|passphrase|secret|pass)(?:[_-]?\w{1,4})?$/i;
const HARMLESS_SUFFIX =
  /[_-](?:count|limit|length|len|size|name|names|url|uri|path|file|dir|folder|ttl|types?|endpoint|expiry|expires|expiration|timeout|id|ids|arn|region|header|prefix|suffix|issuer|audience|alg|algorithm|enabled|required|policy|min|max|rotation|version|interval|age|budget|usage|window|store|manager|provider|mode|rate|host|port|format|env|var|ref|field|label|hint|prompt|title|message|error|pattern|regex|placeholder|cache|index)\d?$/i;

/** Whether a key of an object, a header or a variable names a secret, such as `api_key`, `dbPassword` or `TOKEN_2`. */
export function isSecretName(name: string): boolean {
  if (SECRET_NAME.test(name)) return true;
  return isVariable(name) && LOUD_NAME.test(name) && !HARMLESS_SUFFIX.test(name);
}

const LOUD_NAME = new RegExp(`${SECRET_WORD}${NAME_SUFFIX}$`, 'i');

/** Whether the name says password or secret, where a value needs no digit to be one. */
export function isPasswordName(name: string): boolean {
  return PASSWORD_NAME.test(name);
}

/** All capitals, as variables of the environment are. */
export function isVariable(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** Whether a value can be a secret at all, rather than a reference to one, a type or a sample such as `<your-token>`. */
export function isNoReference(value: string): boolean {
  return (
    !REFERENCE.test(value) &&
    !/^(.)\1*$/.test(value) &&
    !/(?:\.{3}|…|\*{3}|x{6,})$/i.test(value.slice(-6)) &&
    // A regular expression.
    !(value.startsWith('^') && value.endsWith('$'))
  );
}

/** Also the words that people write where a secret will stand: `your-token`, `changeme`, `placeholder`. */
const REFERENCE =
  /^(?:[-=]?\[redacted|[$<{%[]|@(?:Microsoft|env)|process\.|os\.|env[.:[]|import\.|secrets?[./]|vault:|file:|unix:path=|!(?:vault|secret|env|ref|sub)$|arn:|ref:|op:\/\/|https?:\/\/[^@]*$|\/[\w./-]*$|~\/|[A-Za-z]:\\|\.{1,3}\/?|x{4,}|\*{3,}|your[-_ ]?|my[-_][a-z_-]*$|Ag[A-D][A-Za-z0-9+/]{300,}={0,2}$|insert[-_]|replace[-_]|enter[-_]|some[-_]|fake$|dummy$|example|changeme|change[-_]me|placeholder|redacted|\(?(?:protected|sensitive|hidden|masked|redacted|encrypted|none|unset|empty|not[-_ ]set)\)?$|undefined|string|number|boolean|required|optional|default|bearer$|basic$|null$|true$|false$|yes$|no$)/i;

/** Whether the name says password and nothing less, where a phrase or a number is one. */
export function isPlainPasswordName(name: string): boolean {
  return /(?:passw(?:or)?d|pwd|passphrase|pass|psk)(?:_?\d{1,2})?$/i.test(name);
}

/** `correct-horse-battery`: words that people choose for a password, and that do not name where one is kept. */
export function isPhrase(value: string): boolean {
  return /^[A-Za-z]{2,20}(?:-[A-Za-z0-9]{2,20}){2,8}$/.test(value) && !PLACE.test(value) && isNoReference(value);
}

const PLACE =
  /(?:^|-)(?:secrets?|passwords?|passwd|tokens?|keys?|credentials?|names?|ref|fields?|inputs?|reset|auth|must|not|is|be|the|or|of|to|and)(?:-|$)/i;

/** `sha256-hashed`, `src/token2.ts`: words with separators between them, which may end in digits. */
export function isWordy(value: string): boolean {
  return /^[A-Za-z]{0,30}\d{0,4}(?:[-_./:][A-Za-z]{0,30}\d{0,4})+$/.test(value);
}

/** `config.token2`, `items[0].key`, `2024-01-01`: code, paths and dates rather than values. */
export function isExpression(value: string): boolean {
  return (
    (/^[A-Za-z_$][\w$]*(?:(?:\??\.(?!$)|\[)[\w$\]]*)+$/.test(value) ||
      /^\d{4}-\d{2}-\d{2}/.test(value) ||
      /^\d+(?:\.\d+)*(?:px|em|rem|ms|s|m|h|d|kb|mb|gb|%)?$/i.test(value)) &&
    !DOTTED_TOKEN.test(value)
  );
}

/** Tokens of two parts that look like a member of an object: of older Vaults, and to join a cluster. */
const DOTTED_TOKEN = /^(?=.{0,40}\d)(?:[bsr]\.[A-Za-z0-9]{24}|[a-z0-9]{6}\.[a-z0-9]{16})$/;

/** Letters with digits among them, or in both cases as no word has them. */
export function isMixed(value: string): boolean {
  return /[A-Za-z]/.test(value) && (/\d/.test(value) || isScrambled(value));
}

/** Letters alone, as one random value in ten has them: small ones between capitals, and no word among them. */
function isScrambled(value: string): boolean {
  return (
    /^[A-Za-z+/]{10,200}={0,2}$/.test(value) &&
    /[A-Z][a-z][A-Z]/.test(value) &&
    !/(?=[a-z]{0,4}[aeiou])[a-z]{5}/.test(value)
  );
}

/** Letters and digits that are neither code nor words nor a reference. */
export function isRandom(secret: string): boolean {
  return isMixed(secret) && isNoReference(secret) && !isExpression(secret) && !isWordy(secret) && !isVariable(secret);
}
