import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { ChannelOptions } from '@grpc/grpc-js';
import { resolveHost } from '../lookup/resolve-host.ts';
import { bareHost, portOf } from '../proxy.ts';
import type { ProxyChoice } from '../proxy.ts';

export interface GrpcRoute {
  /** In gRPC's naming syntax: `dns:host:port`, or `ipv4:` and `ipv6:` with addresses. */
  readonly address: string;
  readonly options: ChannelOptions;
}

/**
 * Where the channel connects to. Proxies are chosen as for HTTP; the library's own choice would read another
 * environment by other rules. With a `lookup` the name is resolved here, as the library cannot be given one, and
 * certificates are still checked against the name.
 */
export async function findRoute(
  url: URL,
  choice: ProxyChoice,
  lookup: LookupFunction | undefined,
  timeoutMillis: number,
): Promise<GrpcRoute | { readonly error: unknown }> {
  const isProxied = choice.kind === 'proxy';
  const host = isProxied ? choice.proxy.host : bareHost(url);
  const port = isProxied ? choice.proxy.port : portOf(url);
  const options = { 'grpc.enable_http_proxy': 0, ...(isProxied ? authority(url) : directly(url, lookup)) };
  if (lookup === undefined) return { address: `dns:${host.includes(':') ? `[${host}]` : host}:${port}`, options };
  try {
    return { address: toAddress(await resolveHost(lookup, host, timeoutMillis), port), options };
  } catch (error) {
    return { error };
  }
}

function directly(url: URL, lookup: LookupFunction | undefined): ChannelOptions {
  return lookup === undefined ? authority(url) : { ...authority(url), 'grpc.ssl_target_name_override': bareHost(url) };
}

function authority(url: URL): ChannelOptions {
  return { 'grpc.default_authority': authorityOf(url) };
}

/** `host:port`. */
export function authorityOf(url: URL): string {
  return `${url.hostname}:${portOf(url)}`;
}

/** The addresses of one family; gRPC tries them in turn. */
function toAddress(addresses: readonly LookupAddress[], port: number): string {
  const four = addresses.filter(({ family }) => family === 4);
  if (four.length > 0) return `ipv4:${four.map(({ address }) => `${address}:${port}`).join(',')}`;
  return `ipv6:${addresses.map(({ address }) => `[${address}]:${port}`).join(',')}`;
}
