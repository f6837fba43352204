import { once } from './once.ts';
import { ASSIGNS, OPENS } from './assignment-rules.ts';
import type { RedactionRule } from './redaction-rule.ts';
import {
  isExpression,
  isMixed,
  isNoReference,
  isPhrase,
  isRandom,
  isWordy,
  NAME_SUFFIX,
  SECRET_WORD,
  SECRET_WORDS,
} from './secret-name.ts';

const NAME = String.raw`[\w.:/-]{0,60}?(?:${SECRET_WORD}|authorization|cookie|session|sid|[a-z]_key)${NAME_SUFFIX}`;
const GAP = String.raw`(?:\\{0,15}["'])?[\s,\\nrt]{0,60}(?:\\{0,15}["'])?`;
const VALUE = String.raw`(?![$<{%[*(])(?:(?<=(\\{0,15}["'\x60]))(?:(?!\2)[^\r\n]){4,1000}(?=\2)|[^\s"'\x60\\,<>(){}|]{4,4000})`;

/** Taken whole or not at all, see its use. */
const SHORT_VALUE = String.raw`(?![$<{%[*(])[^\s"'\x60\\,<>(){}|]{4,300}`;

/** Secrets whose name stands in a field of its own: lists of variables, parameters and headers, tables, XML. */
export const PAIR_RULES: readonly RedactionRule[] = [
  {
    name: 'named_secret',
    keywords: ['value'],
    begins: { literals: ['name', 'key', 'field'] },
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:name|key|field)${ASSIGNS}${OPENS}${NAME}${GAP}value${ASSIGNS}${OPENS})${VALUE}`,
          'iy',
        ),
    ),
    accepts: isNamedValue,
  },
  {
    name: 'named_secret',
    keywords: ['value'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?<![A-Za-z0-9])|(?<=\\[nrt]))value${ASSIGNS}${OPENS})(?=(?<value>${SHORT_VALUE}))\k<value>(?=\\{0,15}["']?[\s,\\nrt]{0,60}\\{0,15}["']?(?:name|key|field)${ASSIGNS}${OPENS}${NAME}\\{0,15}["'])`,
          'iy',
        ),
    ),
    accepts: isNoReference,
  },
  {
    // What `az` prints of a key of a storage account and of a secret of a vault.
    name: 'named_secret',
    keywords: ['keyname', 'secrets/'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:keyName|secrets\/[\w./-]{1,200})\\{0,15}"[^{}]{0,600}?"value\\{0,15}": {0,4}\\{0,15}")(?![$<{%])[^\s"\\]{8,4000}(?=\\{0,15}")`,
          'iy',
        ),
    ),
    accepts: isCell,
  },
  {
    // `{"sensitive": true, "type": "string", "value": "…"}` of Terraform, `SecureString` of AWS.
    name: 'named_secret',
    keywords: ['sensitive', 'securestring'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:sensitive\\{0,15}["']?[ \t]{0,8}:[ \t]{0,8}true|SecureString)[^{}]{0,100}?value${ASSIGNS}${OPENS})${VALUE}`,
          'iy',
        ),
    ),
    accepts: isNoReference,
  },
  {
    name: 'named_secret',
    keywords: SECRET_WORDS.literals,
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}(?: [\w:.-]{1,30}=\\{0,3}"[^"<>\\]{0,60}\\{0,3}")?>(?<=<[\w:.-]{3,60}(?: [^<>]{1,100})?>))[^<>\s]{4,4000}(?=<\\{0,3}/)`,
          'iy',
        ),
    ),
    accepts: isNoReference,
  },
  {
    // `<passphrase>five words of it</passphrase>`
    name: 'named_secret',
    keywords: ['passphrase>', 'password>', 'passwd>'],
    pattern: once(
      () => /(pass(?:phrase|word|wd)>(?<=<[\w:.-]{3,60}>))[a-z]{2,20}(?: [a-z0-9]{2,20}){2,8}(?=<\\{0,3}\/)/iy,
    ),
    accepts: isWords,
  },
  {
    name: 'named_secret',
    keywords: ['define'],
    pattern: once(
      () =>
        /(define\(\s{0,8}\\{0,3}["'][A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|(?<!BY)PASS|PWD|SECRET|TOKEN|KEY|SALT)\\{0,3}["']\s{0,8},\s{0,20}\\{0,3}["'])[^'"\r\n\\]{6,300}/y,
    ),
    accepts: isNoReference,
  },
  {
    // `{"db.password": {"value": "…"}}`, `{"gitlab-token": {"gitlab.com": "…"}}`
    name: 'named_secret',
    keywords: ['": {', '":{', "': {", '" : {'],
    begins: { literals: [...SECRET_WORDS.literals, 'bearer'] },
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:${SECRET_WORD}|(?<=["'])bearer)\\{0,15}["'] {0,4}: {0,4}\{(?:\s|\\{1,15}[nrt]){0,40}\\{0,15}["'](?:value|[\w-]{1,60}(?:\.[\w-]{1,60}){1,6})\\{0,15}["'] {0,4}: {0,4}\\{0,15}["'])(?![$<{%[*(#])[^\s"'\\]{6,4000}(?=\\{0,15}["'])`,
          'iy',
        ),
    ),
    accepts: (secret, lead) => isCell(secret) && (!isWordy(secret) || /^passw/i.test(lead)),
  },
  {
    // `["password"]=> string(18) "…"` of PHP.
    name: 'named_secret',
    keywords: ['string('],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}\\{0,15}["']\]=>(?:\s|\\{1,15}[nrt]){1,20}string\(\d{1,6}\) \\{0,15}")[^"\\\r\n]{4,1000}`,
          'iy',
        ),
    ),
    accepts: isNoReference,
  },
  {
    // `<key>ApiKey</key> <string>…</string>` of Apple, `<string name="api_key">…</string>` of Android.
    name: 'named_secret',
    keywords: ['</string>', '<\\/string>'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}${NAME_SUFFIX}(?:<\\{0,3}/key>(?:\s|\\{1,15}[nrt]){0,40}<string>|\\{0,15}"[^<>\r\n]{0,60}>))[^<>\s\\]{6,4000}(?=<\\{0,3}/string>)`,
          'iy',
        ),
    ),
    accepts: isCell,
  },
  {
    // What `reg query` prints.
    name: 'named_secret',
    keywords: ['reg_sz', 'reg_expand_sz'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}${NAME_SUFFIX}(?:[ \t]|\\{1,15}t){1,60}REG_(?:EXPAND_)?SZ(?:[ \t]|\\{1,15}t){1,60})[^\s\\](?:[^\r\n\\]{2,300}[^\s\\])?`,
          'iy',
        ),
    ),
    accepts: isNoReference,
  },
  {
    // `%22password%22%3A%22…%22`
    name: 'named_secret',
    keywords: ['3a%22', '3a+%22', '3a%20%22'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}${NAME_SUFFIX}%22%3A(?:%20|\+)?%22)(?:(?!%22)[^\s"'&]){6,1000}(?=%22)`,
          'iy',
        ),
    ),
    accepts: isCell,
  },
  {
    // What is private of a JSON Web Key.
    name: 'key_material',
    keywords: ['"kty', "'kty"],
    begins: { literals: ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].flatMap((name) => [`"${name}"`, `"${name}\\`]) },
    pattern: once(
      () => new RegExp(String.raw`("(?:d|p|q|dp|dq|qi|k)${ASSIGNS}\\{0,15}")[A-Za-z0-9_-]{20,2000}(?=\\{0,15}")`, 'y'),
    ),
  },
  {
    // `SECRET_KEY	'…'`
    name: 'named_secret',
    keywords: SECRET_WORDS.literals,
    begins: SECRET_WORDS,
    pattern: once(() => new RegExp(String.raw`(${SECRET_WORD}(?:\t|\\{1,15}t)')[^'\\\r\n]{6,400}(?=')`, 'iy')),
    accepts: isCell,
  },
  {
    // A row of a table: two blanks or a line between name and value.
    name: 'named_secret',
    keywords: SECRET_WORDS.literals,
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}\x60?(?:[ \t]{0,60}[│┃|]|[ \t]{2}|\t|\\{1,15}t| \.{3,200} )[ \t]{0,60}\x60?)(?![$<{%[*(])[^\s│┃|"'\x60\\<>]{6,400}(?=\x60?[ \t]{0,200}(?:[│┃|\r\n\\]|$))`,
          'iy',
        ),
    ),
    // In braces it is a template: `{{ .Values.password | b64enc }}`.
    accepts: (secret, lead, { before }) => isCell(secret) && !(lead.includes('|') && /\{\{[^}]*$/.test(before)),
  },
  {
    name: 'named_secret',
    keywords: ['api key'],
    pattern: once(() => /(api key[ \t]{0,60}[│┃|][ \t]{0,60})[A-Za-z0-9._~+/-]{12,400}(?=[ \t]{0,200}[│┃|\r\n\\])/iy),
    accepts: isCell,
  },
  {
    name: 'named_secret',
    keywords: ['login'],
    pattern: once(
      () =>
        /(login(?:\s|\\{1,15}[nrt]){1,8}[^\s\\]{1,200}(?:\s|\\{1,15}[nrt]){1,20}(?:account(?:\s|\\{1,15}[nrt]){1,8}[^\s\\]{1,200}(?:\s|\\{1,15}[nrt]){1,20})?password(?:\s|\\{1,15}[nrt]){1,8})[^\s"'\\]{1,300}/y,
    ),
    accepts: (secret, lead) =>
      isNoReference(secret) && !(/login[\\\s]\S{0,15}?(?:anonymous|ftp)[\\\s]/.test(lead) && secret.includes('@')),
  },
  {
    // A line of `~/.pgpass`: host, port, database, user, password.
    name: 'named_secret',
    keywords: [':5432:', ':5433:', ':6432:', ':*:'],
    pattern: once(
      () =>
        /(:(?:\d{2,5}|\*):(?<=(?<![\w.*:-])[\w.*-]{1,200}:(?:\d{2,5}|\*):)[\w*-]{1,100}:[\w*-]{1,100}:)[^\s:"'\\]{4,200}(?![^\s"'\\])/g,
    ),
  },
];

/** Words that say nothing, rather than what to do with a password. */
function isWords(secret: string): boolean {
  return (
    secret === secret.toLowerCase() &&
    !/\b(?:a|an|your|enter|type|please|this|that|here|for|in|with|used|at|from|no|will|can)\b/.test(secret) &&
    isPhrase(secret.replaceAll(' ', '-'))
  );
}

/** Of a session only what looks random is secret. */
function isNamedValue(secret: string, lead: string): boolean {
  return isNoReference(secret) && (isRandom(secret) || !/["'](?:[\w.-]{0,30}(?:session|sid))\\{0,15}["']/i.test(lead));
}

function isCell(secret: string): boolean {
  return isNoReference(secret) && !isExpression(secret) && isMixed(secret);
}
