import type { LookupFunction } from 'node:net';
import { openTunnel } from '../http/tunnel.ts';
import { ProxyRefusal } from '../proxy-refusal.ts';
import { bareHost, portOf } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';

/**
 * Why a proxy gives no connection to `url`: the library keeps its answer to itself. Undefined when it would give one, or
 * does not answer.
 */
export function askProxy(
  proxy: Proxy,
  url: URL,
  lookup: LookupFunction | undefined,
  timeoutMillis: number,
): Promise<ProxyRefusal | undefined> {
  const target = { host: bareHost(url), port: portOf(url) };
  return new Promise((resolve) => {
    openTunnel(proxy, target, lookup === undefined ? {} : { lookup }, timeoutMillis, (error, socket) => {
      socket?.destroy();
      resolve(error instanceof ProxyRefusal ? error : undefined);
    });
  });
}
