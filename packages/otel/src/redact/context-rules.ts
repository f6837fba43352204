import type { RedactionRule } from './redaction-rule.ts';

const SECRET_WORD = String.raw`(?:secret|token|passw(?:or)?d|pwd|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|account[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|credentials?)`;

/** Between a name and its value: quotes (also JSON-escaped), blanks, `=` or `:`. */
const ASSIGNS = String.raw`\\{0,3}["']?[ \t]{0,8}(?:=|:)>?[ \t]{0,8}\\{0,3}["']?`;

/** First of all rules: a key's lines could pass for other secrets. A block that the text's end cuts is taken to the end. */
export const PRIVATE_KEY_RULE: RedactionRule = {
  name: 'private_key',
  keywords: ['private key'],
  pattern:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END )[\s\S]){0,40000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
};

/** Secrets that only their surroundings give away. */
export const CONTEXT_RULES: readonly RedactionRule[] = [
  {
    name: 'url_password',
    keywords: ['://'],
    pattern: /(:\/\/[^\s/:@"'`\\<>]{0,100}:)(?![$<{%[*])[^\s/@"'`\\<>]{1,200}(?=@)/g,
  },
  {
    name: 'authorization',
    keywords: ['authorization'],
    pattern: new RegExp(
      String.raw`(authorization${ASSIGNS}(?:(?:basic|bearer|token|digest|apikey|negotiate)[ \t]{1,8})?)[^\s"'\x60\\,;$<>{}()[\]]{8,4000}`,
      'gi',
    ),
    accepts: (secret) => !/^(?:basic|bearer|token|digest)$/i.test(secret) && /[\d=_-]|[a-z][A-Z]/.test(secret),
  },
  {
    name: 'bearer_token',
    keywords: ['bearer'],
    pattern: /(bearer[ \t]{1,8})[A-Za-z0-9._~+/-]{16,4000}={0,2}/gi,
    accepts: (secret) => /\d/.test(secret),
  },
  {
    name: 'api_key_header',
    keywords: ['x-api-key', 'api-key', 'x-auth-token', 'private-token', 'x-goog-api-key'],
    pattern: new RegExp(
      String.raw`((?:x-api-key|x-goog-api-key|api-key|x-auth-token|private-token)${ASSIGNS})[^\s"'\x60\\,;$<>{}()[\]]{8,500}`,
      'gi',
    ),
    accepts: (secret) => /\d/.test(secret),
  },
  {
    name: 'basic_password',
    keywords: ['-u ', '--user'],
    pattern: /([ \t](?:-u|--user)[ =]["']?[A-Za-z0-9._@+-]{1,64}:)(?![$<{%*])[^\s"'`\\]{4,200}/g,
  },
  {
    name: 'aws_secret_access_key',
    keywords: ['secretaccesskey', 'secret_access_key', 'aws'],
    pattern: new RegExp(
      String.raw`((?:aws[A-Za-z_ -]{0,20}|secret_?access_?)key(?:_?id)?${ASSIGNS})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])`,
      'gi',
    ),
  },
  {
    name: 'assigned_secret',
    keywords: ['secret', 'token', 'passw', 'passphrase', 'pwd', 'key', 'credential'],
    pattern: new RegExp(
      String.raw`(${SECRET_WORD}(?:_[A-Z0-9]{1,10}){0,2}${ASSIGNS})(?![$<{%[*(])[^\s"'\x60\\,;<>(){}|&]{6,4000}(?![A-Za-z0-9_.]{0,40}\()`,
      'gi',
    ),
    accepts: isAssignedSecret,
  },
];

/**
 * A name in capitals (`.env` style) takes any value that is no reference. Otherwise it may be source code, where a
 * value with letters and digits that is no expression counts, under a name that ends with the word.
 */
function isAssignedSecret(secret: string, lead: string): boolean {
  if (!isNoReference(secret)) return false;
  const name = /^\w+(?:-\w+)*/.exec(lead)?.[0] ?? '';
  if (name === name.toUpperCase()) return true;
  return SECRET_NAME.test(name) && /\d/.test(secret) && /[A-Za-z]/.test(secret) && !isExpression(secret);
}

const SECRET_NAME = new RegExp(`${SECRET_WORD}$`, 'i');

/** Whether a key of an object names a secret, such as `api_key` or `dbPassword`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether a value can be a secret at all, rather than a reference to one, a type or a placeholder. */
export function isNoReference(value: string): boolean {
  return !/^(?:\[redacted|\$|process\.|os\.|env[.:[]|import\.|secrets?\.|vault:|file:|https?:\/\/[^@]*$|\/[\w./-]*$|\.{1,3}\/?|x{4,}|\*{3,}|your[-_]|my[-_]|example|changeme|placeholder|redacted|undefined|string|number|boolean|required|optional|default|null$|true$|false$|none$)/i.test(
    value,
  );
}

/** `config.token2`, `items[0]`, `v1beta/models`, `2024-01-01`: code, paths and dates rather than values. */
function isExpression(value: string): boolean {
  return /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/.test(value) || /^\d{4}-\d{2}-\d{2}/.test(value);
}
