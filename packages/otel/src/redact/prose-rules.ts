import { once } from './once.ts';
import { type Beginning, type RedactionRule, START, type Surroundings } from './redaction-rule.ts';
import { isExpression, isMixed, isNoReference, isPhrase, isWordy } from './secret-name.ts';

const PASSWORD = '(?:passw(?:or)?d|passphrase)';
const WORD = String.raw`(?:${PASSWORD}|token|secret|(?:api|access|secret|private|signing|encryption|admin) key)`;

/** With what `WORD` begins. */
const ANNOUNCED: Beginning = {
  literals: [
    'password',
    'passwd',
    'passphrase',
    'token',
    'secret',
    'api key',
    'access key',
    'private key',
    'signing key',
    'encryption key',
    'admin key',
  ],
};

/** Up to a blank, a quote, a bracket or a separator. */
const VALUE = String.raw`[^\s"'\x60\\,;<>()\[\]{}|]{8,400}(?<!\.)`;
const LINE_END = String.raw`(?:\r?\n|\\{1,15}[rn])`;
const LINE_VALUE = String.raw`(?!\$)[^\s"'\x60\\,;<>()\[\]{}|]{6,400}(?=[ \t]{0,8}(?:[\r\n\\"]|$))`;

/** Commands whose whole output is a secret. */
const PRINTS_SECRET = String.raw`(?:bw get password|pass show|op read|gcloud secrets versions access|gcloud auth print-(?:access|identity)-token|argocd admin initial-password|gh auth token|vault print token|kubectl create token|kubeadm token create|get-login-password|secret-tool lookup|aws ssm get-parameter|aws secretsmanager get-secret-value|cat [\w./~-]{0,100}(?:token|password|secret|passw?d?)(?:\.txt)?(?![\w.-]))`;

/** Secrets that a sentence, a heading or a command announces. */
export const PROSE_RULES: readonly RedactionRule[] = [
  {
    // `The password is …`, `**API key:** …`, `New password for user ada: …`, `Generated password […]`, `PASSWORD elastic = …`, `using token …`.
    name: 'announced_secret',
    keywords: ANNOUNCED.literals,
    begins: ANNOUNCED,
    pattern: once(
      () =>
        new RegExp(
          String.raw`(${WORD}(?:(?: (?:for|of)(?: the)?(?: user)? [\w.@-]{1,40})?\*{0,2}:\*{0,2}| is(?: now)?:?| to| [—–]|(?= \[)|(?: [\w.-]{1,20})? =|(?= [A-Za-z0-9_-]{24}))[ \t]{1,8}[\x60"'\[]?)${VALUE}`,
          'iy',
        ),
    ),
    accepts: isAnnounced,
  },
  {
    // `login ada / password …`, `password …` as a line of a file of settings.
    name: 'announced_secret',
    keywords: ['password ', 'passwd ', 'passphrase '],
    begins: { literals: ['password', 'passwd', 'passphrase'] },
    pattern: once(() => new RegExp(String.raw`(${PASSWORD}[ \t]{1,4})(?!(?:sha|md|base|utf|bcrypt)\d)${VALUE}`, 'iy')),
    accepts: (secret, _lead, { before, after }) =>
      beginsWord(before) &&
      isNoReference(secret) &&
      ((isMixed(secret) && !isWordy(secret)) ||
        (/(?:^|\n|\\n)[ \t]*$/.test(before) && after !== ' ' && isPhrase(secret))),
  },
  {
    // `use this key … for it`
    name: 'announced_secret',
    keywords: [' key '],
    pattern: once(() => /( key )[A-Za-z0-9_-]{24,400}(?![\w./:-])/iy),
    accepts: (secret) => isTelling(secret) && !isWordy(secret),
  },
  {
    // In German and French.
    name: 'announced_secret',
    keywords: ['passwort', 'mot de passe'],
    pattern: once(
      () => new RegExp(String.raw`((?:passwort|mot de passe)(?: (?:ist|lautet|est))?:? )(?=\S{0,400}\d)${VALUE}`, 'iy'),
    ),
    accepts: (secret, _lead, { before }) =>
      beginsWord(before) && isNoReference(secret) && (isMixed(secret) || isChosen(secret)),
  },
  {
    // `Copy your token now, it will not be shown again:` and a line that holds nothing else.
    name: 'announced_secret',
    keywords: [':\n', ':\r', ':\\'],
    begins: ANNOUNCED,
    pattern: once(
      () => new RegExp(String.raw`(${WORD}[^\r\n\\:]{0,80}:[ \t]{0,4}${LINE_END}{1,4}[ \t]{0,16})${LINE_VALUE}`, 'iy'),
    ),
    accepts: (secret, lead, { before }) =>
      secret.length >= 16 &&
      beginsWord(before) &&
      ANNOUNCES.test(before + lead) &&
      isMixed(secret) &&
      !isWordy(secret) &&
      isNoReference(secret),
  },
  {
    name: 'announced_secret',
    keywords: [
      'bw get password',
      'pass show',
      'op read',
      'gcloud ',
      'argocd admin',
      'gh auth token',
      'vault print token',
      'kubectl create token',
      'kubeadm token create',
      'get-login-password',
      'secret-tool lookup',
      'aws ssm get-parameter',
      'aws secretsmanager get-secret-value',
      'cat ',
    ],
    pattern: once(
      () =>
        new RegExp(String.raw`(${START}${PRINTS_SECRET}[^\r\n\\|]{0,120}${LINE_END}{1,2}[ \t]{0,8})${LINE_VALUE}`, 'y'),
    ),
    accepts: (secret, lead) =>
      isNoReference(secret) &&
      ((isMixed(secret) && !isWordy(secret)) || (!lead.startsWith('cat ') && /[^A-Za-z:]/.test(secret))),
  },
  {
    name: 'announced_secret',
    keywords: ['unseal key', 'recovery key'],
    pattern: once(() => /((?:unseal|recovery) key(?: \d{1,2})?: {1,8})[A-Za-z0-9+/-]{20,200}={0,2}/iy),
  },
];

function isAnnounced(secret: string, lead: string, { before }: Surroundings): boolean {
  if (!beginsWord(before)) return false;
  if (!isNoReference(secret) || isExpression(secret) || isWordy(secret)) {
    return /passw|passphrase/i.test(lead) && (isPhrase(secret) || isChosen(secret));
  }
  if (!isMixed(secret)) return false;
  if (/(?:token|secret|key|passw(?:or)?d|passphrase) $/i.test(lead)) return isTelling(secret);
  return /passw|passphrase/i.test(lead) || (secret.length >= 16 && /\d[^\d]+\d/.test(secret));
}

/** What needs no more than the word in front of it: one piece, with both cases and several digits. */
function isTelling(value: string): boolean {
  return /^[\w-]+$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d[^\d]+\d/.test(value);
}

/** Words with separators between them, one of which no word is: `Blue-GQNtmLx1`, but neither `SHA-256` nor `utf8-encoded`. */
function isChosen(value: string): boolean {
  return isMixed(value) && !/[/.:]/.test(value) && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value) && isNoReference(value);
}

const ANNOUNCES = /(?:^|[^A-Za-z]|\\[nrt])(?:initial|generated|copy|save|your|new|created|following)(?![A-Za-z])/i;

/** Asked here rather than in the pattern, which engines run faster where it begins with letters. */
function beginsWord(before: string): boolean {
  return !/[\w-]$/.test(before) || /\\[nrtbf]$/.test(before);
}
