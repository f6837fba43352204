import { once } from './once.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { isNoReference, isWordy } from './secret-name.ts';

/** Of `user:password` in front of an `@`: how far before it a match may begin. */
const LONGEST_LOGIN_FIRST = Array.from({ length: 96 }, (_, index) => 97 - index);

/** Secrets in URLs and connection strings. */
export const URL_RULES: readonly RedactionRule[] = [
  {
    name: 'url_password',
    keywords: ['://'],
    // One that was not encoded may hold an `@`; `password` is the word for one.
    pattern: once(
      () =>
        /(:\/\/[^\s/:@"'`\\<>[]{0,300}:)(?![$<{%[*]|(?:passw(?:or)?d|pass|PASSWORD|PASS)@)[^\s/@"'`\\<>]{1,500}(?:@[^\s/@"'`\\<>,;:]{1,40}(?=@))?(?=@)/y,
    ),
  },
  {
    // A token in the place of the user: `https://<token>@host`.
    name: 'url_password',
    keywords: ['://'],
    pattern: once(() => /(:\/\/)[A-Za-z0-9_-]{20,500}(?=@)/y),
    accepts: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret),
  },
  {
    name: 'url_password',
    keywords: [':thin:', 'sqlplus'],
    pattern: once(() => /((?::thin:|sqlplus (?:-\w+ ){0,3})[\w.-]{1,60}\/)(?![$<{%[*])[^\s/@"'`\\<>]{1,200}(?=@)/y),
  },
  {
    // `user:password@tcp(host:3306)/database`, as Go has it for MySQL.
    name: 'url_password',
    keywords: ['@tcp(', '@unix('],
    before: LONGEST_LOGIN_FIRST,
    pattern: once(() => /((?<![\w.@+:/%[-])[\w.+-]{1,32}:)(?![$<{%[*])[^\s"'`\\[\]]{1,64}(?=@(?:tcp|unix)\()/y),
    accepts: (secret) => isNoReference(secret) && !/^passw(?:or)?d$/i.test(secret),
  },
  {
    name: 'url_token',
    keywords: ['authorization='],
    pattern: once(() => /((?<=[?&])authorization=(?:Bearer(?:%20|\+))?)[A-Za-z0-9._~%+/=-]{16,4000}/iy),
    accepts: (secret) => /\d/.test(secret),
  },
  {
    name: 'url_token',
    keywords: ['?key=', '&key=', '?code=', '&code='],
    pattern: once(() => /([?&](?:key|code)=)[A-Za-z0-9_-]{24,500}/y),
    accepts: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret) && !isWordy(secret),
  },
  {
    name: 'webhook_url',
    keywords: ['webhook.office.com'],
    pattern: once(() => /(webhook\.office\.com\/webhookb2\/)[A-Za-z0-9@/_-]{40,400}/y),
  },
  {
    name: 'url_signature',
    keywords: ['x-amz-signature', 'x-goog-signature', 'x-amz-security-token'],
    pattern: once(() => /((?:X-Amz-Signature|X-Goog-Signature|X-Amz-Security-Token)=)[A-Za-z0-9%+/_.-]{20,4000}/iy),
  },
];
