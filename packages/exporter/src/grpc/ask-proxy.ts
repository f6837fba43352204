import type { LookupFunction } from 'node:net';
import { openTunnel } from '../http/tunnel.ts';
import { bareHost, portOf } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';

/**
 * Whether a proxy gives a connection to `url`; undefined if it does, else its `ProxyRefusal`, or the error on the way to
 * it. Asked before the library does: that keeps a proxy's refusal to itself, and leaves the refused connection open
 * without a listener, so that its reset would end the process.
 */
export function askProxy(
  proxy: Proxy,
  url: URL,
  lookup: LookupFunction | undefined,
  timeoutMillis: number,
): Promise<Error | undefined> {
  const target = { host: bareHost(url), port: portOf(url) };
  return new Promise((resolve) => {
    openTunnel(proxy, target, lookup === undefined ? {} : { lookup }, timeoutMillis, (error, socket) => {
      socket?.destroy();
      resolve(error ?? undefined);
    });
  });
}
