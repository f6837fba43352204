import type { RedactionRule } from './redaction-rule.ts';
import { isWordy } from './secret-name.ts';

/** Secrets in URLs and connection strings. */
export const URL_RULES: readonly RedactionRule[] = [
  {
    name: 'url_password',
    keywords: ['://'],
    pattern: /(:\/\/[^\s/:@"'`\\<>[]{0,300}:)(?![$<{%[*])[^\s/@"'`\\<>]{1,500}(?=@)/y,
  },
  {
    // A token in the place of the user: `https://<token>@host`.
    name: 'url_password',
    keywords: ['://'],
    pattern: /(:\/\/)[A-Za-z0-9_-]{20,500}(?=@)/y,
    accepts: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret),
  },
  {
    name: 'url_password',
    keywords: [':thin:', 'sqlplus'],
    pattern: /((?::thin:|sqlplus (?:-\w+ ){0,3})[\w.-]{1,60}\/)(?![$<{%[*])[^\s/@"'`\\<>]{1,200}(?=@)/y,
  },
  {
    name: 'url_token',
    keywords: ['?key=', '&key=', '?code=', '&code='],
    pattern: /([?&](?:key|code)=)[A-Za-z0-9_-]{24,500}/y,
    accepts: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret) && !isWordy(secret),
  },
  {
    name: 'webhook_url',
    keywords: ['webhook.office.com'],
    pattern: /(webhook\.office\.com\/webhookb2\/)[A-Za-z0-9@/_-]{40,400}/y,
  },
  {
    name: 'url_signature',
    keywords: ['x-amz-signature', 'x-goog-signature', 'x-amz-security-token'],
    pattern: /((?:X-Amz-Signature|X-Goog-Signature|X-Amz-Security-Token)=)[A-Za-z0-9%+/_.-]{20,4000}/iy,
  },
];
