import { request as startHttp } from 'node:http';
import { Agent as HttpsAgent, request as startHttps } from 'node:https';
import type { AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ProxyRefusal } from '../proxy-refusal.ts';
import { proxyHeaders } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';

export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

type ConnectionCallback = (error: Error | null, socket?: Socket) => void;

/**
 * A keep-alive agent for https servers behind a proxy. Headers of the request, credentials among them, travel inside
 * the tunnel only; the proxy sees host and port.
 */
export function createTunnelAgent(
  proxy: Proxy,
  target: TunnelTarget,
  options: AgentOptions,
  timeoutMillis: number,
): HttpsAgent {
  const agent = new HttpsAgent(options);
  const createConnection = (connection: object, callback: ConnectionCallback): undefined => {
    openTunnel(proxy, target, options, timeoutMillis, (error, socket) => {
      if (error !== null || socket === undefined) return callback(error ?? new Error('The proxy gave no connection.'));
      const encrypted = connectTls({ ...options, ...connection, socket, servername: serverNameOf(connection) });
      encrypted.setTimeout(timeoutMillis, () => encrypted.destroy(timedOut()));
      encrypted.once('secureConnect', () => {
        encrypted.setTimeout(0);
        encrypted.off('error', callback);
        callback(null, encrypted);
      });
      encrypted.once('error', callback);
    });
    return undefined;
  };
  return Object.assign(agent, { createConnection });
}

/** Asks the proxy for a connection to `target`; it is handed over as soon as the proxy agrees. */
export function openTunnel(
  proxy: Proxy,
  target: TunnelTarget,
  { lookup }: Pick<AgentOptions, 'lookup'>,
  timeoutMillis: number,
  callback: ConnectionCallback,
): void {
  const authority = target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
  const request = (proxy.secure ? startHttps : startHttp)({
    method: 'CONNECT',
    host: proxy.host,
    port: proxy.port,
    path: authority,
    agent: false,
    // The proxy gets credentials, too: see `secureOptions`.
    ...(proxy.secure && { rejectUnauthorized: true }),
    ...(lookup !== undefined && { lookup }),
    headers: { host: authority, ...proxyHeaders(proxy) },
  });
  const deadline = setTimeout(() => request.destroy(timedOut()), timeoutMillis);
  request.once('close', () => clearTimeout(deadline));
  request.once('connect', (answer, socket) => {
    clearTimeout(deadline);
    if (answer.statusCode === 200) return callback(null, socket);
    socket.destroy();
    callback(new ProxyRefusal(answer.statusCode ?? 0));
  });
  // A proxy that refuses with a body: Node hands it over as an ordinary response.
  request.once('response', (answer) => {
    answer.destroy();
    callback(new ProxyRefusal(answer.statusCode ?? 0));
  });
  request.once('error', (error) => callback(ofProxy(error)));
  request.end();
}

/** Node computes the server name of an https request; it is empty for an address. */
function serverNameOf(connection: object): string {
  return 'servername' in connection && typeof connection.servername === 'string' ? connection.servername : '';
}

/** Tells it from an error of the server behind the proxy; the code stays. */
function ofProxy(error: Error): Error {
  return Object.assign(error, { message: `the proxy: ${error.message}` });
}

function timedOut(): Error {
  return Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
}
