import { once } from './once.ts';
import { isNamedSecret } from './assignment-rules.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { isNoReference, isRandom, isWordy, NAME_SUFFIX, SECRET_WORD, SECRET_WORDS } from './secret-name.ts';

/** A quote, also JSON-escaped, and text up to the next one. */
const QUOTE = String.raw`\\{0,15}["'\x60]`;
const QUOTED = String.raw`[^\s"'\x60\\]{6,400}(?=${QUOTE})`;
const PHRASE = String.raw`[^"'\x60\\\r\n]{4,300}(?=${QUOTE})`;

/** A string or a variable, as an argument in front of the one that is secret. */
const ARGUMENT = String.raw`(?:${QUOTE}[^"'\x60\\\r\n]{1,200}${QUOTE}|[\w.$]{1,60}), {0,4}`;

/** Secrets in source code that no assignment and no option gives away: arguments of calls, and declarations with a type. */
export const SOURCE_CODE_RULES: readonly RedactionRule[] = [
  {
    // `password: str = "…"`, `private password: string = '…'`, `const TOKEN: &str = "…"`.
    name: 'assigned_secret',
    keywords: ['"', "'"].flatMap((quote) => [`= ${quote}`, `= \\${quote}`, `= b${quote}`]),
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}[?!]?: {0,4}&?(?:'static )?[A-Za-z][\w.[\]<>| ]{0,40}? = b?${QUOTE})${PHRASE}`,
          'iy',
        ),
    ),
    accepts: isNamedSecret,
  },
  {
    // `#define API_KEY "…"`
    name: 'assigned_secret',
    keywords: ['#define'],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}${NAME_SUFFIX}(?<=#[ \t]{0,4}define[ \t]{1,8}\w{1,60})[ \t]{1,20}\(?L?${QUOTE})${PHRASE}`,
          'iy',
        ),
    ),
    accepts: isNamedSecret,
  },
  {
    // `auth=("ada", "…")`, `SetBasicAuth("ada", "…")`, `basic_auth 'ada', '…'`.
    name: 'basic_password',
    keywords: ['auth=(', 'auth = (', 'basicauth', 'basic_auth'],
    begins: { literals: ['auth'] },
    pattern: once(
      () =>
        new RegExp(String.raw`(auth(?:(?<=basic_?auth)(?:\(| )| ?= ?\()${ARGUMENT}(?:Some\()?${QUOTE})${QUOTED}`, 'iy'),
    ),
    accepts: isOpaque,
  },
  {
    // What opens a connection: data source, user, password.
    name: 'connection_password',
    keywords: ['getconnection(', 'mysqli', ' pdo(', 'dbi->connect(', 'ftp_login(', 'imap_open('],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:getConnection|mysqli(?:_connect)?|(?<=new) PDO|DBI->connect|ftp_login|imap_open)\((?:${ARGUMENT}){2}${QUOTE})${QUOTED}`,
          'iy',
        ),
    ),
    accepts: isOpaque,
  },
  {
    // `jwt.sign(payload, '…')`, `new SymmetricSecurityKey(Encoding.UTF8.GetBytes("…"))`, `.bearer_auth("…")`.
    name: 'named_secret',
    keywords: ['jwt.', 'symmetricsecuritykey(', 'bearer_auth(', 'bearerauth(', 'hmac(', 'hmac.new('],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:jwt\.(?:sign|verify|encode|decode)\([^"'\x60\r\n\\]{1,80}, {0,4}|SymmetricSecurityKey\([\w.() ]{0,60}|bearer_?auth\(|hmac\(${ARGUMENT}|hmac\.new\()b?${QUOTE})${QUOTED}`,
          'iy',
        ),
    ),
    accepts: isRandom,
  },
  {
    // `properties.setProperty("mail.password", "…")`, `env('DB_PASSWORD', '…')`, `fill('#password', '…')`.
    name: 'named_secret',
    keywords: [`", "`, `', '`, `\\", \\"`, '.type(', 'dkeys(', 'd_keys('],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}\]?${QUOTE}\]?(?:, |\)\.(?:type|fill|send_?keys)\()${QUOTE})${QUOTED}`,
          'iy',
        ),
    ),
    accepts: (secret, _lead, { before }) => TAKES_NAME.test(before) && isRandom(secret),
  },
];

/** The call that a name is an argument of, and the name's beginning. */
const TAKES_NAME = /(?:set\w{0,20}|put|env|append|fill|get|locator)\(\\{0,15}["'`][\w.#[=-]{0,60}$/i;

/** A string that may be a password beside a user's name: no word that stands for one, such as `password`. */
function isOpaque(secret: string): boolean {
  return isNoReference(secret) && /[^a-z]/.test(secret) && !isWordy(secret);
}
