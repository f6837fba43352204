import { expect, test } from '@jest/globals';
import { ServerCredentials } from '@grpc/grpc-js';
import type { TlsConfig, WireProtocol } from '@codex-langfuse/config';
import { startGrpcReceiver } from '@codex-langfuse/exporter/testing';
import { createOtelProvider } from '../../src/provider/index.ts';
import { cleanUp, configFor, destinationTo, emitEach, httpReceiver, INPUT, tlsFile, tlsPath } from './support.ts';

const AUTHORITY: TlsConfig = { caCertificate: tlsPath('authority.pem') };
const MUTUAL: TlsConfig = {
  ...AUTHORITY,
  clientCertificate: tlsPath('client.pem'),
  clientPrivateKey: tlsPath('client-key.pem'),
};

/** Asks for a client certificate of our authority; `count()` is what arrived. */
async function mutualServer(protocol: WireProtocol): Promise<{ readonly origin: string; count(): number }> {
  const ca = tlsFile('authority.pem');
  const [key, cert] = [tlsFile('server-key.pem'), tlsFile('server.pem')];
  if (protocol === 'grpc') {
    const credentials = ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: cert }], true);
    const receiver = await startGrpcReceiver(undefined, credentials);
    cleanUp(() => receiver.close());
    return { origin: receiver.origin, count: () => receiver.calls.length };
  }
  const receiver = await httpReceiver(undefined, { ca, key, cert, requestCert: true, rejectUnauthorized: true });
  return { origin: receiver.origin, count: () => receiver.requests.length };
}

async function exportWith(origin: string, protocol: WireProtocol, tls: TlsConfig | undefined) {
  const destination = destinationTo(origin, protocol, { timeoutMillis: 1000, ...(tls !== undefined && { tls }) });
  const provider = await createOtelProvider(configFor([destination]), INPUT);
  emitEach(provider);
  return provider.shutdown();
}

test.each<[WireProtocol]>([['http/protobuf'], ['http/json'], ['grpc']])('%s: mutual TLS', async (protocol) => {
  const server = await mutualServer(protocol);
  expect(await exportWith(server.origin, protocol, MUTUAL)).toEqual({ kind: 'flushed' });
  expect(server.count()).toBe(3);
});

test.each<[WireProtocol, string, TlsConfig | undefined]>([
  ['http/protobuf', 'no client certificate', AUTHORITY],
  ['http/protobuf', 'an authority nobody named', undefined],
  ['grpc', 'no client certificate', AUTHORITY],
  ['grpc', 'an authority nobody named', undefined],
])('%s: %s sends nothing and says so', async (protocol, _name, tls) => {
  const server = await mutualServer(protocol);
  expect(await exportWith(server.origin, protocol, tls)).toMatchObject({ kind: 'failed', failures: [{}, {}, {}] });
  expect(server.count()).toBe(0);
});

test('NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch verification off', async () => {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  cleanUp(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
  const receiver = await httpReceiver(undefined, { key: tlsFile('server-key.pem'), cert: tlsFile('server.pem') });
  expect(await exportWith(receiver.origin, 'http/protobuf', undefined)).toMatchObject({ kind: 'failed' });
  expect(receiver.requests).toHaveLength(0);
});

test.each([
  ['a missing file', { caCertificate: tlsPath('nobody.pem') }],
  ['a key that belongs to another certificate', { ...MUTUAL, clientPrivateKey: tlsPath('server-key.pem') }],
])('%s is a ConfigError', async (_name, tls) => {
  await expect(exportWith('https://localhost:1', 'http/protobuf', tls)).rejects.toMatchObject({ code: 'tls_files' });
});
