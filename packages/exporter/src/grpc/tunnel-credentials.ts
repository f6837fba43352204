import { request as startHttp } from 'node:http';
import type { Socket } from 'node:net';
import { ChannelCredentials } from '@grpc/grpc-js';
import { ProxyRefusal } from '../proxy-refusal.ts';
import { proxyHeaders } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';

type CreateConnector = ChannelCredentials['_createSecureConnector'];

/**
 * Credentials for a channel whose connections go to a proxy: asks it for a tunnel to `authority` (`host:port`) first, and
 * secures what it gives. The library's own tunnel keeps the proxy's answer to itself, and drops a refused connection
 * without closing it or listening to it, so that its reset would end the process.
 */
export class TunnelCredentials extends ChannelCredentials {
  readonly #inner: ChannelCredentials;
  readonly #proxy: Proxy;
  readonly #authority: string;

  constructor(inner: ChannelCredentials, proxy: Proxy, authority: string) {
    super();
    this.#inner = inner;
    this.#proxy = proxy;
    this.#authority = authority;
  }

  override _isSecure(): boolean {
    return this.#inner._isSecure();
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    ...[target, options, call]: Parameters<CreateConnector>
  ): ReturnType<CreateConnector> {
    // By this option the library knows whose certificate to expect.
    const behindProxy = { ...options, 'grpc.http_connect_target': `dns:${this.#authority}` };
    const connector = this.#inner._createSecureConnector(target, behindProxy, call);
    return {
      connect: async (socket) => connector.connect(await openTunnelOn(socket, this.#proxy, this.#authority)),
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    };
  }
}

/** Rejects with a `ProxyRefusal`, or what ended the connection. */
function openTunnelOn(socket: Socket, proxy: Proxy, authority: string): Promise<Socket> {
  // For as long as it lives: whoever has it now may let go of it before it is closed.
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const request = startHttp({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      createConnection: () => socket,
    });
    request.once('connect', (answer, tunnel: Socket, head) => {
      if (answer.statusCode !== 200) return reject(new ProxyRefusal(answer.statusCode ?? 0));
      if (head.length > 0) tunnel.unshift(head);
      resolve(tunnel);
    });
    // A refusal with a body is an ordinary response to Node.
    request.once('response', (answer) => reject(new ProxyRefusal(answer.statusCode ?? 0)));
    request.on('error', reject);
    request.end();
  });
}
