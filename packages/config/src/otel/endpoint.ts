import type { Signal } from '../otel-config.ts';

export const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

const LANGFUSE_PATH = /^(.*)\/api\/public\/otel(?:\/v1\/(traces|logs|metrics))?$/;
/** As `URL` writes addresses: IPv4 with four parts, IPv6 in brackets and as short as can be. */
const LOOPBACK_ADDRESS = /^(?:127(?:\.\d{1,3}){3}|\[::(?:1|ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})\])$/;
const SIGNAL_PATH = /\/v1\/(traces|logs|metrics)$/;

/** What is wrong with a URL, in a few words; undefined when it can be used. The URL itself is not in the text. */
export function endpointProblem(url: URL | null): string | undefined {
  if (url === null) return 'is not a URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  return url.hash === '' ? undefined : 'must not have a part behind "#"';
}

/** True for this machine itself: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopback({ hostname }: URL): boolean {
  const isIpv6 = hostname.startsWith('[');
  if (!isIpv6 && !hostname.startsWith('127.')) return hostname === 'localhost' || hostname.endsWith('.localhost');
  return LOOPBACK_ADDRESS.test(hostname);
}

/**
 * URLs per signal of an OTLP/HTTP endpoint. One that ends in `/v1/<signal>` names that signal alone; any other is a
 * base that `/v1/<signal>` is appended to (OTLP specification, "OTLP/HTTP Request").
 */
export function httpSignalUrls(endpoint: URL): Partial<Record<Signal, string>> {
  const url = withPath(endpoint, plainPath(endpoint));
  const named = signalNamedBy(url);
  if (named !== undefined) return { [named]: url.href };
  return Object.fromEntries(SIGNALS.map((signal) => [signal, withPath(url, `${plainPath(url)}/v1/${signal}`).href]));
}

/** The signal that a URL names by ending in `/v1/<signal>`. */
export function signalNamedBy(url: URL): Signal | undefined {
  const named = SIGNAL_PATH.exec(plainPath(url))?.[1];
  return SIGNALS.find((signal) => signal === named);
}

/** True when an endpoint is Langfuse's, by its host or by its path, so that Langfuse's rules hold. */
export function isLangfuseEndpoint(url: URL): boolean {
  return isLangfuseCloud(url) || LANGFUSE_PATH.test(plainPath(url));
}

function isLangfuseCloud({ hostname }: URL): boolean {
  return hostname === 'cloud.langfuse.com' || hostname.endsWith('.cloud.langfuse.com');
}

export type LangfuseUrl =
  | { readonly status: 'traces'; readonly url: URL }
  /** Langfuse has no logs route and throws metrics away. */
  | { readonly status: 'not-taken'; readonly signal: Signal }
  | { readonly status: 'invalid' };

/**
 * The one URL that Langfuse takes OTLP at. Accepts the base URL of a Langfuse (also behind a path prefix), its
 * `/api/public/otel`, and the full traces URL.
 */
export function langfuseUrl(endpoint: URL): LangfuseUrl {
  const path = plainPath(endpoint);
  const match = LANGFUSE_PATH.exec(path);
  const signal = SIGNALS.find((name) => name === match?.[2]);
  if (signal !== undefined && signal !== 'traces') return { status: 'not-taken', signal };
  const prefix = match === null ? path : match[1];
  const isInside = prefix === undefined || `${prefix}/`.includes('/api/') || prefix.includes('/v1/');
  if (isInside || (prefix !== '' && isLangfuseCloud(endpoint))) return { status: 'invalid' };
  return { status: 'traces', url: withPath(endpoint, `${prefix}/api/public/otel/v1/traces`) };
}

/** `host:port` or a URL without a path; a bare host means TLS unless it is this machine. */
export function grpcUrl(text: string): URL | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return URL.parse(text);
  const secure = URL.parse(`https://${text}`);
  return secure !== null && isLoopback(secure) ? URL.parse(`http://${text}`) : secure;
}

function plainPath(url: URL): string {
  const { pathname } = url;
  let end = pathname.length;
  while (pathname[end - 1] === '/') end -= 1;
  return pathname.slice(0, end);
}

function withPath(url: URL, path: string): URL {
  const changed = new URL(url);
  changed.pathname = path;
  return changed;
}
