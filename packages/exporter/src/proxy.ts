import { isExempt, isLoopback } from './no-proxy.ts';
import type { DeliveryFault } from './export-outcome.ts';

/** An HTTP proxy; https targets go through a CONNECT tunnel, http targets by absolute URL. */
export interface Proxy {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** `user:password` from the URL. */
  readonly credentials?: string;
}

export type ProxyChoice =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: Proxy; readonly variable: string }
  /** The variable holds something that is no http or https URL. */
  | { readonly kind: 'unusable'; readonly variable: string };

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; the lower-case form of each wins, as in curl.
 * Loopback is never proxied: no proxy could reach this machine's own receiver. Node 24 has `proxyEnv` for its
 * agents; this works alike from 22.15 on.
 */
export function chooseProxy(url: URL, env: Readonly<Record<string, string | undefined>>): ProxyChoice {
  const target = { host: bareHost(url), port: portOf(url) };
  if (isLoopback(target.host) || isExempt(target, read(env, 'no_proxy').value)) return { kind: 'direct' };
  const { variable, value } = read(env, url.protocol === 'https:' ? 'https_proxy' : 'http_proxy');
  if (value === '') return { kind: 'direct' };
  const text = value.includes('://') ? value : `http://${value}`;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) return { kind: 'unusable', variable };
  return { kind: 'proxy', proxy: toProxy(parsed), variable };
}

/** A URL's host without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** What the proxy itself is told beside the target. */
export function proxyHeaders({ credentials }: Proxy): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** The fault for a `ProxyChoice` that is unusable. */
export function unusableProxy(variable: string): DeliveryFault {
  return {
    code: 'proxy_unsupported',
    message: `The proxy in ${variable} cannot be used here.`,
    hint: `Set ${variable} to http://host:port, or add the destination's host to NO_PROXY.`,
  };
}

function read(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): { readonly variable: string; readonly value: string } {
  const variable = env[name] !== undefined && env[name] !== '' ? name : name.toUpperCase();
  return { variable, value: env[variable]?.trim() ?? '' };
}

function toProxy(url: URL): Proxy {
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    secure: url.protocol === 'https:',
    host: bareHost(url),
    port: portOf(url),
    ...(credentials !== ':' && { credentials }),
  };
}

/** A password with a bare `%` is taken as it was written. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
