import { once } from './once.ts';
import { ASSIGNS, OPENS } from './assignment-rules.ts';
import { type RedactionRule, type Surroundings, UUID } from './redaction-rule.ts';
import { isExpression, isNoReference } from './secret-name.ts';

/** `name="value", name=value, …`, as Digest, OAuth and AWS signatures have it. */
const PARAMETER = String.raw`[\w-]{1,40}=(?:\\{0,15}"[^"\\\r\n]{0,500}\\{0,15}"|[^\s,"'\\]{1,2000})`;
const PARAMETERS = String.raw`${PARAMETER}(?:(?:,[ \t]{0,4}|[ \t]{1,4})${PARAMETER}){0,20}`;

const WORD = String.raw`[^\s"'\x60\\,;<>{}()[\]|]`;

/** Headers that hold nothing but a secret. */
const KEY_HEADER = String.raw`(?:(?:x-)?api-?key|private-token|(?:dd|xi)-(?:api|application)-key|ocp-apim-subscription-key|x-jfrog-art-api|x-[a-z-]{0,30}(?:token|key|secret|signature))`;

/** From a header's name to its value in a list: `'authorization', 'Bearer …'`, `("Cookie", "…")`. */
const IN_LIST = String.raw`\\{0,15}["'],\s{0,20}\\{0,15}["']`;

/** `Authorization` with any scheme, other headers that carry secrets, and cookies of sessions. */
export const HEADER_RULES: readonly RedactionRule[] = [
  {
    name: 'authorization',
    keywords: ['authorization'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`(authorization(?:${ASSIGNS}\[?${OPENS}|${IN_LIST}|[ \t]{1,8}\\{0,15}["'])(?:[A-Za-z][\w-]{1,30}[ \t]{1,4})?)(?:${PARAMETERS}|${WORD}{6,4000})`,
          'iy',
        ),
    ),
    accepts: isAuthorization,
  },
  {
    name: 'bearer_token',
    keywords: ['bearer'],
    pattern: once(() => /(bearer[ \t]{1,8}(?:\$\{["'])?)[A-Za-z0-9._~+/-]{16,4000}={0,2}/iy),
    accepts: (secret) => /\d/.test(secret) && isNoReference(secret),
  },
  {
    name: 'api_key_header',
    keywords: ['x-', 'api-key', 'apikey', 'private-token', 'dd-a', 'xi-a', 'ocp-apim-'],
    pattern: once(
      () =>
        new RegExp(
          String.raw`((?:(?<![A-Za-z0-9])|(?<=\\[nrt]))${KEY_HEADER}(?:${ASSIGNS}\[?${OPENS}|${IN_LIST}))${WORD}{8,4000}`,
          'iy',
        ),
    ),
    accepts: (secret, _lead, { after }) =>
      after !== '(' && /\d/.test(secret) && isNoReference(secret) && !isExpression(secret),
  },
  {
    name: 'session_cookie',
    keywords: ['cookie', 'session', 'sid='],
    begins: { literals: ['sess', 'sid', 'auth', 'jwt', 'csrf', 'xsrf', 'remember', 'token'] },
    pattern: once(
      () =>
        /((?<=(?<![\w.-])[\w.-]{0,30})(?:sess(?:ion)?(?:[._-]?id)?|sid|auth|jwt|csrf|xsrf|remember|token)[\w.-]{0,20}=)(?![$<{%[])[^\s;,"'`\\&]{16,4000}/iy,
    ),
    accepts: (secret, _lead, { before }) =>
      /\d/.test(secret) && /[A-Za-z]/.test(secret) && isNoReference(secret) && !isIdentifier(secret, before),
  },
];

/** `TWILIO_ACCOUNT_SID=AC…`, and a UUID of a session that no cookie holds. */
function isIdentifier(secret: string, before: string): boolean {
  return /^[A-Z]{2}[0-9a-f]{32}$/.test(secret) || (new RegExp(`^${UUID}$`).test(secret) && !/cookie/i.test(before));
}

function isAuthorization(secret: string, _lead: string, { after }: Surroundings): boolean {
  if (after === '(') return false;
  if (/^(?:basic|bearer|token|digest|negotiate|ntlm|hawk|aws4-hmac-sha256|oauth2?)$/i.test(secret)) return false;
  // A scheme whose value was left alone, or is redacted already.
  if (after === ' ' && /^[A-Za-z-]+$/.test(secret)) return false;
  return isNoReference(secret) && /[\d=_-]|[a-z][A-Z]/.test(secret);
}
