import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AgentOptions } from 'node:https';
import type { ExporterEnvironment } from '../exporter.ts';
import type { DeliveryFault } from '../export-outcome.ts';
import { loadTlsMaterial } from '../tls-files.ts';
import type { TlsMaterial } from '../tls-files.ts';
import type { TlsConfig } from '@codex-langfuse/config';
import { bareHost, chooseProxy, portOf, proxyHeaders, unusableProxy } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';
import { createTunnelAgent } from './tunnel.ts';

/** How to reach one URL: the agent that keeps its connections, and what the request line looks like. */
export interface HttpRoute {
  readonly agent: HttpAgent;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** `Host`, and `Proxy-Authorization` where the proxy reads the request itself. */
  readonly headers: Readonly<Record<string, string>>;
}

export type HttpRouteResult =
  | { readonly ok: true; readonly route: HttpRoute }
  | { readonly ok: false; readonly fault: DeliveryFault };

export interface RouteOptions {
  readonly tls: TlsConfig | undefined;
  readonly env: ExporterEnvironment['env'];
  readonly lookup: ExporterEnvironment['lookup'];
  readonly connectTimeoutMillis: number;
}

/** Share of one try's time for name, connection and TLS. */
const CONNECT_SHARE = 0.6;

export function connectTimeout(timeoutMillis: number): number {
  return Math.ceil(timeoutMillis * CONNECT_SHARE);
}

/** Second-address attempts start after this long; Node's default of 250 ms gives up on slow links. */
const ADDRESS_ATTEMPT_MILLIS = 1000;

/** Decides between a direct connection, a proxied one and a tunnel. */
export function openRoute(url: URL, options: RouteOptions): HttpRouteResult {
  const choice = chooseProxy(url, options.env);
  if (choice.kind === 'unusable') return { ok: false, fault: unusableProxy(choice.variable) };
  const tls = loadTlsMaterial(url.protocol === 'https:' ? options.tls : undefined);
  if (!tls.ok) return tls;
  const route =
    choice.kind === 'direct'
      ? directRoute(url, tls.material, options)
      : proxiedRoute(url, tls.material, choice.proxy, options);
  return { ok: true, route };
}

function directRoute(url: URL, material: TlsMaterial, options: RouteOptions): HttpRoute {
  const secure = url.protocol === 'https:';
  return {
    agent: openAgent(secure, material, options),
    secure,
    host: bareHost(url),
    port: portOf(url),
    path: url.pathname + url.search,
    headers: { host: url.host },
  };
}

function proxiedRoute(url: URL, material: TlsMaterial, proxy: Proxy, options: RouteOptions): HttpRoute {
  if (url.protocol === 'https:') {
    const target = { host: bareHost(url), port: portOf(url) };
    const agent = createTunnelAgent(proxy, target, secureOptions(material, options), options.connectTimeoutMillis);
    return { ...directRoute(url, material, options), agent };
  }
  return {
    agent: openAgent(proxy.secure, {}, options),
    secure: proxy.secure,
    host: proxy.host,
    port: proxy.port,
    path: `${url.origin}${url.pathname}${url.search}`,
    headers: { host: url.host, ...proxyHeaders(proxy) },
  };
}

function openAgent(secure: boolean, material: TlsMaterial, options: RouteOptions): HttpAgent {
  return secure ? new HttpsAgent(secureOptions(material, options)) : new HttpAgent(agentOptions(options));
}

function agentOptions({ lookup }: RouteOptions): AgentOptions {
  return {
    keepAlive: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MILLIS,
    ...(lookup !== undefined && { lookup }),
  };
}

/** Verification is on whatever `NODE_TLS_REJECT_UNAUTHORIZED` says: who needs another root names it in the config. */
function secureOptions(material: TlsMaterial, options: RouteOptions): AgentOptions {
  return { ...agentOptions(options), ...material, rejectUnauthorized: true };
}
