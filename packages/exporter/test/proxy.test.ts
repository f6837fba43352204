import { expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { ServerCredentials } from '@grpc/grpc-js';
import { Secret } from '@codex-langfuse/config';
import { sampleDestination, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { isExempt, isLoopback } from '../src/no-proxy.ts';
import {
  certificate,
  certificatePath,
  cleanUp,
  closedPort,
  exportOnce,
  grpcReceiver,
  httpReceiver,
} from './support.ts';

const ITEMS = [sampleSpanItem(1)];
/** Resolved by the proxy only, so that a direct connection could not succeed; the certificates name `localhost`. */
const TLS = { caCertificate: certificatePath('authority.pem') };

interface ProxiedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** A proxy that takes every request and every tunnel to `port` of loopback, whatever host was asked for. */
async function proxyTo(
  port: number,
  refuseWith?: number,
): Promise<{ readonly url: string; readonly requests: readonly ProxiedRequest[] }> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    requests.push({ method: incoming.method ?? '', target: incoming.url ?? '', headers: incoming.headers });
    incoming.resume();
    response.writeHead(refuseWith ?? 200);
    response.end();
  });
  server.on('connect', (incoming, client: Socket) => {
    requests.push({ method: 'CONNECT', target: incoming.url ?? '', headers: incoming.headers });
    if (refuseWith !== undefined) return client.end(`HTTP/1.1 ${refuseWith} No\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://user:pass%21@127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const HEADERS = { authorization: new Secret('Bearer planted', 'test') };
const PROXY_AUTHORIZATION = `Basic ${Buffer.from('user:pass!').toString('base64')}`;

test('https goes through a tunnel that never sees the request', async () => {
  const server = await httpReceiver(undefined, {
    cert: certificate('other-host.pem'),
    key: certificate('other-host-key.pem'),
  });
  const proxy = await proxyTo(server.port);
  const destination = sampleDestination('https://elsewhere.example:8443', 'http/protobuf', {
    tls: TLS,
    headers: HEADERS,
    timeoutMillis: 3000,
  });
  const outcome = await exportOnce(destination, ITEMS, { env: { HTTPS_PROXY: proxy.url } });

  expect(outcome).toEqual({ kind: 'delivered' });
  expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: 'elsewhere.example:8443' }]);
  expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(PROXY_AUTHORIZATION);
  expect(JSON.stringify(proxy.requests)).not.toContain('planted');
  expect(server.requests[0]?.headers).toMatchObject({
    host: 'elsewhere.example:8443',
    authorization: 'Bearer planted',
  });
  expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined();
});

test('the certificate inside the tunnel is checked against the target', async () => {
  const server = await httpReceiver(undefined, { cert: certificate('server.pem'), key: certificate('server-key.pem') });
  const proxy = await proxyTo(server.port);
  const destination = sampleDestination('https://elsewhere.example', 'http/protobuf', {
    tls: TLS,
    timeoutMillis: 3000,
  });
  const outcome = await exportOnce(destination, ITEMS, { env: { https_proxy: proxy.url } });
  expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'tls_host' } });
});

test('http is asked of the proxy by absolute URL', async () => {
  const proxy = await proxyTo(1);
  const destination = sampleDestination('http://elsewhere.example/otlp', 'http/protobuf', { headers: HEADERS });
  expect(await exportOnce(destination, ITEMS, { env: { HTTP_PROXY: proxy.url } })).toEqual({ kind: 'delivered' });
  expect(proxy.requests).toMatchObject([{ method: 'POST', target: 'http://elsewhere.example/otlp/v1/traces' }]);
  expect(proxy.requests[0]?.headers).toMatchObject({
    host: 'elsewhere.example',
    'proxy-authorization': PROXY_AUTHORIZATION,
  });
});

test.each([
  [407, 'destination'],
  [403, 'destination'],
  [502, 'retry'],
] as const)('a proxy that answers CONNECT with %d', async (status, kind) => {
  const proxy = await proxyTo(1, status);
  const destination = sampleDestination('https://elsewhere.example');
  const outcome = await exportOnce(destination, ITEMS, { env: { HTTPS_PROXY: proxy.url } });
  expect(outcome).toMatchObject({ kind, fault: { code: `proxy_${status}` } });
});

test('a proxy that does not listen is passing', async () => {
  const destination = sampleDestination('https://elsewhere.example');
  const env = { HTTPS_PROXY: `127.0.0.1:${await closedPort()}` };
  expect(await exportOnce(destination, ITEMS, { env })).toMatchObject({
    kind: 'retry',
    fault: { code: 'tcp_refused' },
  });
});

test('a proxy of another kind is named, not ignored', async () => {
  const destination = sampleDestination('https://elsewhere.example');
  const env = { HTTPS_PROXY: 'socks5://user:planted@127.0.0.1:1080' };
  const outcome = await exportOnce(destination, ITEMS, { env });
  expect(outcome).toMatchObject({
    kind: 'destination',
    fault: { code: 'proxy_unsupported', hint: expect.stringContaining('HTTPS_PROXY') },
  });
  expect(JSON.stringify(outcome)).not.toContain('planted');
});

test('gRPC through a proxy that speaks TLS: the variable that names it is named', async () => {
  const env = { https_proxy: 'https://proxy.example' };
  expect(await exportOnce(sampleDestination('https://elsewhere.example', 'grpc'), ITEMS, { env })).toMatchObject({
    fault: { code: 'proxy_unsupported', message: expect.stringContaining('https_proxy') },
  });
});

test('loopback is never proxied', async () => {
  const server = await httpReceiver();
  const env = { HTTP_PROXY: `http://127.0.0.1:${await closedPort()}` };
  expect(await exportOnce(sampleDestination(server.origin), ITEMS, { env })).toEqual({ kind: 'delivered' });
});

test.each([
  ['*', true],
  ['elsewhere.example', true],
  ['.example', true],
  ['*.example', true],
  ['other.test, example', true],
  ['elsewhere.example:80', true],
  ['elsewhere.example:8080', false],
  ['where.example', false],
  ['sub.elsewhere.example', false],
  ['elsewhere.example.', true],
  ['*:80', true],
  ['*:443', false],
])('NO_PROXY=%s exempts elsewhere.example: %s', async (noProxy, isExempt) => {
  const proxy = await proxyTo(1);
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: noProxy };
  await exportOnce(sampleDestination('http://elsewhere.example'), ITEMS, { env });
  expect(proxy.requests).toHaveLength(isExempt ? 0 : 1);
});

test('gRPC goes through the same proxy', async () => {
  const pair = { cert_chain: certificate('other-host.pem'), private_key: certificate('other-host-key.pem') };
  const server = await grpcReceiver(undefined, ServerCredentials.createSsl(null, [pair]));
  const proxy = await proxyTo(server.port);
  const destination = sampleDestination('https://elsewhere.example:4317', 'grpc', {
    tls: TLS,
    headers: HEADERS,
    timeoutMillis: 3000,
  });
  expect(await exportOnce(destination, ITEMS, { env: { HTTPS_PROXY: proxy.url } })).toEqual({ kind: 'delivered' });
  expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: 'elsewhere.example:4317' }]);
  expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(PROXY_AUTHORIZATION);
  expect(server.calls[0]?.metadata.get('authorization')).toEqual(['Bearer planted']);
});

test.each(['http/protobuf', 'grpc'] as const)(
  'regression: over %s a proxy password with a bare %% was an exception',
  async (protocol) => {
    const proxy = await proxyTo(1, 407);
    const env = { HTTPS_PROXY: proxy.url.replace('pass%21', '100%') };
    const outcome = await exportOnce(sampleDestination('https://elsewhere.example', protocol), ITEMS, { env });
    expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'proxy_407' } });
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBe(
      `Basic ${Buffer.from('user:100%').toString('base64')}`,
    );
  },
);

test('regression: what a proxy echoes of its own credentials was shown', async () => {
  const server = createServer((incoming, response) => {
    response.writeHead(407, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: `${incoming.headers['proxy-authorization']}, pass!! and user` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(() => new Promise((resolve) => server.close(() => resolve())));
  const env = { HTTP_PROXY: `http://user:pass%21%21@127.0.0.1:${(server.address() as AddressInfo).port}` };
  const outcome = await exportOnce(sampleDestination('http://elsewhere.example'), ITEMS, { env });
  expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'http_407' } });
  expect(JSON.stringify(outcome)).not.toMatch(/pass!!|dXNlcjpwYXNzISE/);
});

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['10.1.2.3', '10.0.0.0/33', false],
  ['ten.example', '10.0.0.0/8', false],
  ['fd00::1', 'fd00::/8', true],
  ['fd00::1', 'fd00:0:0::1', true],
  ['fd00::1', '[fd00::1]:443', true],
  ['fd00::1', '[fd00::1]:80', false],
  ['::ffff:10.0.0.1', '10.0.0.0/8', true],
])('%s, port 443, with NO_PROXY=%s: %s', (host, noProxy, expected) => {
  expect(isExempt({ host, port: 443 }, noProxy)).toBe(expected);
});

test('loopback has many names', () => {
  for (const host of ['localhost', 'localhost.', 'web.localhost', '127.8.9.1', '::1', '::ffff:127.0.0.1'])
    expect([host, isLoopback(host)]).toEqual([host, true]);
  for (const host of ['localhost.example', '128.0.0.1', '0.0.0.0', '::2'])
    expect([host, isLoopback(host)]).toEqual([host, false]);
});
