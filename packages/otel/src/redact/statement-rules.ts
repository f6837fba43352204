import { once } from './once.ts';
import { ASSIGNS, OPENS } from './assignment-rules.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { isNoReference, isRandom, SECRET_WORD, SECRET_WORDS } from './secret-name.ts';

const QUOTED = String.raw`[^'"\x60\\\r\n]{4,300}(?=\\{0,15}["'\x60])`;

/** Secrets in statements: of SQL, of programs, and in the files of servers that have a syntax of their own. */
export const STATEMENT_RULES: readonly RedactionRule[] = [
  {
    name: 'sql_password',
    keywords: ['identified', 'password'],
    begins: {
      literals: ['identified ', 'create user', 'create role', 'alter user', 'alter role', 'set password for'],
    },
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:identified (?:with \\{0,15}["']?\w{1,40}\\{0,15}["']? )?by|(?:create|alter) (?:user|role) [^;'"\r\n\\]{1,120} password|set password for [^;=\r\n\\]{1,80}=(?: {0,4}password\()?) {0,4}\\{0,15}['"])${QUOTED}`,
          'iy',
        ),
    ),
    accepts: isNoReference,
  },
  {
    name: 'connection_password',
    keywords: [';password=', ';pwd=', '; password=', '; pwd='],
    pattern: once(() => /(; ?(?:password|pwd)=)(?![$<{%[*]|&(?:quot|apos|#3[49]);)[^;"'\\\r\n]{4,200}(?=;)/iy),
    accepts: isNoReference,
  },
  {
    // In an attribute of XML, quotes are entities; what is quoted may hold a semicolon.
    name: 'connection_password',
    keywords: ['password=&', 'pwd=&'],
    pattern: once(
      () => /((?:password|pwd)=(&(?:quot|apos|#3[49]);))(?![$<{%[*])(?:(?!\2)[^"'<>\\\r\n]){4,200}(?=\2)/iy,
    ),
    accepts: isNoReference,
  },
  {
    // `process.env.API_SECRET ?? '…'`, `os.Setenv("API_SECRET", "…")`, `set :api_token, '…'`.
    name: 'assigned_secret',
    keywords: [
      ...['??', '||'].flatMap((or) => [`${or} '`, `${or} "`, `${or} \\`]),
      'setenv',
      'getenv',
      'os.environ',
      '.fetch(',
      'set :',
    ],
    begins: SECRET_WORDS,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${SECRET_WORD}\\{0,15}["']?[\])]{0,2} {0,2}(?:\?\?|\|\||,|or) {1,2}\\{0,15}["'\x60])[^\s'"\x60\\]{8,300}(?=\\{0,15}["'\x60])`,
          'iy',
        ),
    ),
    accepts: isRandom,
  },
  {
    // `(old) "…" -> "…"` of Terraform, once the first is redacted.
    name: 'assigned_secret',
    keywords: ['-> "', '-> \\'],
    pattern: once(() => /(\[redacted:[a-z_]{3,40}\]\\{0,15}" -> \\{0,15}")[^"\\\r\n]{4,300}/g),
    accepts: isNoReference,
  },
  {
    // `set api_token …`, `aws configure set aws_secret_access_key …`.
    name: 'command_password',
    keywords: ['set ', 'setx '],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?<![\w-])|(?<=\\[nrt]))setx? [\w.:@/-]{0,80}?${SECRET_WORD}[ =]\\{0,15}["']?)(?![$<{%*(-])[^\s"'\x60\\|;&<>()]{12,1000}`,
          'iy',
        ),
    ),
    accepts: isRandom,
  },
  {
    // `key = …` of a file of settings: upper case, lower case and digits in one piece.
    name: 'assigned_secret',
    keywords: ['key = ', 'key='],
    begins: { literals: ['key =', 'key='] },
    pattern: once(
      () => new RegExp(String.raw`((?:(?<![^\s"'])|(?<=\\[nrt]))key ?= ?)[A-Za-z0-9+]{24,100}(?![\w./=-])`, 'y'),
    ),
    accepts: (secret) => /\d[^\d]+\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret),
  },
  {
    // `github_pat = …`, `twitter_bearer: …`
    name: 'assigned_secret',
    keywords: ['pat', 'bearer'].flatMap((word) => [' ', '=', ':', '"', "'", '\\'].map((end) => `_${word}${end}`)),
    begins: { literals: ['_pat', '_bearer'] },
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?<=[A-Za-z0-9])_(?:pat|bearer)${ASSIGNS}${OPENS})(?![$<{%*(])[^\s"'\x60\\,;<>(){}|&]{16,1000}`,
          'iy',
        ),
    ),
    accepts: isRandom,
  },
  {
    // `ipsec.secrets`
    name: 'named_secret',
    keywords: [' : PSK ', ' : EAP ', ' : XAUTH '],
    pattern: once(() => /( : (?:PSK|EAP|XAUTH) \\{0,15}["'])[^"'\\\r\n]{4,200}/y),
  },
  {
    // Rules of access of Redis: `user worker on >…`.
    name: 'named_secret',
    keywords: ['user ', 'masterauth ', 'redis-cli '],
    pattern: once(
      () =>
        /((?:user [\w.-]{1,60} on (?:#[a-f0-9]{64} )?>|masterauth |redis-cli [^\n|;\\]{0,120}?AUTH (?:[\w.-]{1,60} (?=\S))?))(?![$<{%*])[^\s"'`\\]{6,300}/iy,
    ),
    accepts: isNoReference,
  },
  {
    name: 'named_secret',
    keywords: ['LoginModule required '],
    pattern: once(() => /(LoginModule required username=\\{0,15}["'])[A-Z0-9]{16}(?=\\{0,15}["'])/y),
  },
  {
    // Identifiers that are secrets where they are opaque: of events of PagerDuty, crumbs of Jenkins, tokens of Consul.
    name: 'assigned_secret',
    keywords: [
      'crumb',
      'routing_key',
      'routingkey',
      'integration_key',
      'integrationkey',
      'secretid',
      'secret_id',
      'secret id',
    ],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:crumb|(?:routing|integration)_?key|secret[_ ]?id)${ASSIGNS}${OPENS})(?:[0-9a-f]{32,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w-])`,
          'iy',
        ),
    ),
  },
  {
    name: 'password_hash',
    keywords: [
      '$1$',
      '$5$',
      '$6$',
      '$y$',
      '$2a$',
      '$2b$',
      '$2y$',
      '$apr1$',
      '$argon2',
      'SCRAM-SHA-',
      'pbkdf2_sha',
      '{SHA',
      '{SSHA',
    ],
    pattern: once(
      () =>
        /\$(?:[156y]|apr1)\$[A-Za-z0-9./=$]{20,200}|\$2[aby]\$\d\d\$[A-Za-z0-9./]{53}|\$argon2(?:id|i|d)\$[\w=,+/$]{40,300}|SCRAM-SHA-(?:1|256|512)\$\d{3,7}:[A-Za-z0-9+/=]{8,100}\$[A-Za-z0-9+/=]{20,100}:[A-Za-z0-9+/=]{20,100}|\{S{1,2}HA(?:256|384|512)?\}[A-Za-z0-9+/]{27,120}={0,2}|pbkdf2_sha(?:1|256|512)\$\d{3,8}\$\w{4,64}\$[A-Za-z0-9+/=]{20,100}/y,
    ),
  },
];
