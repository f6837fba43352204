import { expect, test } from '@jest/globals';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExporter } from '@codex-langfuse/exporter';
import type { TlsConfig } from '@codex-langfuse/config';
import { sampleDestination, sampleEnvironment, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { certificate, certificatePath, cleanUp, exportOnce, httpReceiver } from './support.ts';

const ITEMS = [sampleSpanItem(1)];
const AUTHORITY = { caCertificate: certificatePath('authority.pem') };
const CLIENT = {
  clientCertificate: certificatePath('client.pem'),
  clientPrivateKey: certificatePath('client-key.pem'),
};

function serverWith(name: string, options: object = {}) {
  return httpReceiver(undefined, { cert: certificate(`${name}.pem`), key: certificate(`${name}-key.pem`), ...options });
}

function to(origin: string, tls?: TlsConfig) {
  return sampleDestination(origin, 'http/protobuf', { timeoutMillis: 3000, ...(tls !== undefined && { tls }) });
}

test('a custom authority is trusted', async () => {
  const server = await serverWith('server');
  expect(await exportOnce(to(server.origin, AUTHORITY), ITEMS)).toEqual({ kind: 'delivered' });
});

test.each([
  ['an authority nobody named', 'server', undefined, 'tls_untrusted'],
  ['another authority', 'server', { caCertificate: certificatePath('stranger.pem') }, 'tls_untrusted'],
  ['a certificate for another host', 'other-host', AUTHORITY, 'tls_host'],
  ['an expired certificate', 'expired', AUTHORITY, 'tls_expired'],
])('%s is the destination’s fault', async (_name, server, tls, code) => {
  const receiver = await serverWith(server);
  expect(await exportOnce(to(receiver.origin, tls), ITEMS)).toMatchObject({ kind: 'destination', fault: { code } });
  expect(receiver.requests).toHaveLength(0);
});

const DEMANDING = { requestCert: true, rejectUnauthorized: true, ca: certificate('authority.pem') };

test.each(['TLSv1.2', 'TLSv1.3'])('a client certificate opens a server that demands one (%s)', async (version) => {
  const server = await serverWith('server', { ...DEMANDING, maxVersion: version });
  expect(await exportOnce(to(server.origin, { ...AUTHORITY, ...CLIENT }), ITEMS)).toEqual({ kind: 'delivered' });
});

test.each(['TLSv1.2', 'TLSv1.3'])('a missing client certificate is the destination’s fault (%s)', async (version) => {
  const server = await serverWith('server', { ...DEMANDING, maxVersion: version });
  expect(await exportOnce(to(server.origin, AUTHORITY), ITEMS)).toMatchObject({
    kind: 'destination',
    fault: { code: 'tls_client_certificate' },
  });
});

test('TLS to a plain port is the destination’s fault', async () => {
  const server = await httpReceiver();
  const destination = to(server.origin.replace('http:', 'https:'), AUTHORITY);
  expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'destination', fault: { code: 'tls' } });
});

test('files that vanished are the destination’s fault, and are read again once they are back', async () => {
  const server = await serverWith('server');
  const folder = await mkdtemp(join(tmpdir(), 'exporter-tls-'));
  cleanUp(() => rm(folder, { recursive: true }));
  const caCertificate = join(folder, 'ca.pem');
  const exporter = createExporter(to(server.origin, { caCertificate }), sampleEnvironment());
  const { signal } = new AbortController();

  expect(await exporter.export('traces', ITEMS, signal)).toMatchObject({
    kind: 'destination',
    fault: { code: 'tls_files' },
  });
  await copyFile(certificatePath('stranger.pem'), caCertificate);
  expect(await exporter.export('traces', ITEMS, signal)).toMatchObject({ fault: { code: 'tls_untrusted' } });
  await copyFile(certificatePath('authority.pem'), caCertificate);
  expect(await exporter.export('traces', ITEMS, signal)).toEqual({ kind: 'delivered' });
  await exporter.close();
});
