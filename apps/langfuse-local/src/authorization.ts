import { createHash, timingSafeEqual } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import type { Context, MiddlewareHandler } from 'hono';
import type { Keys } from './keys.ts';

const VIEW_COOKIE = 'langfuse_local_view';

/** Lets API clients in: `Authorization: Basic base64(publicKey:secretKey)`. Answers as Langfuse does otherwise. */
export function requireKeys(keys: Keys): MiddlewareHandler {
  return async function authorizeClient(context, next) {
    const header = context.req.header('authorization');
    if (header === undefined) return context.json({ message: 'No authorization header' }, 401);
    const credentials = basicCredentials(header);
    if (credentials === null) return context.json({ message: 'Invalid authorization header' }, 401);
    if (!isSame(credentials, `${keys.publicKey}:${keys.secretKey}`)) {
      return context.json({ message: "Invalid credentials. Confirm that you've configured the correct host." }, 401);
    }
    return next();
  };
}

/**
 * Lets people in: a link with `?token=` sets a cookie and redirects to the same page without the token, so that it
 * stays out of the history and of what is copied from the address bar. Basic auth works as well.
 */
export function requireView(keys: Keys): MiddlewareHandler {
  return async function authorizeViewer(context, next) {
    const token = context.req.query('token');
    if (token !== undefined && isSame(token, keys.viewToken)) {
      setCookie(context, VIEW_COOKIE, keys.viewToken, { httpOnly: true, sameSite: 'Lax', path: '/' });
      return context.redirect(withoutToken(context));
    }
    const cookie = getCookie(context, VIEW_COOKIE);
    if (cookie !== undefined && isSame(cookie, keys.viewToken)) return next();
    const credentials = basicCredentials(context.req.header('authorization') ?? '');
    if (credentials !== null && isSame(credentials, `${keys.publicKey}:${keys.secretKey}`)) return next();
    return context.text(
      'Open the link that langfuse-local printed when it started (it carries the token), ' +
        'or sign in with the public key as user and the secret key as password.\n',
      401,
      { 'www-authenticate': 'Basic realm="langfuse-local", charset="UTF-8"' },
    );
  };
}

/**
 * Refuses requests that name another host, as a page elsewhere makes a browser send after rebinding its own name to
 * this address. A server that listens beyond loopback is reached by names it cannot know, and allows them all.
 */
export function requireKnownHost(listensOnLoopback: boolean): MiddlewareHandler {
  return async function checkHost(context, next) {
    if (listensOnLoopback && !isLoopbackHost(new URL(context.req.url).hostname)) {
      return context.json({ message: 'This host name is not served here; use 127.0.0.1 or localhost.' }, 403);
    }
    return next();
  };
}

export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function basicCredentials(header: string): string | null {
  const encoded = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  return decoded.includes(':') ? decoded : null;
}

function isSame(given: string, expected: string): boolean {
  // Digests are of equal length, so that the comparison tells nothing about the expected value's.
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function withoutToken(context: Context): string {
  const url = new URL(context.req.url);
  url.searchParams.delete('token');
  // One leading slash: "//host" would send the browser elsewhere.
  return `${url.pathname.replace(/^\/+/, '/')}${url.search}`;
}
