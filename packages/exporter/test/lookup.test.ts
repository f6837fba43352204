import { expect, test } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { createAbandonableLookup } from '@codex-langfuse/exporter';
import { sampleDestination, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { certificate, certificatePath, cleanUp, exportOnce, grpcReceiver, httpReceiver } from './support.ts';

const ITEMS = [sampleSpanItem(1)];
const TLS = { caCertificate: certificatePath('authority.pem') };

/** Answers every A question with 127.0.0.1, AAAA with nothing; or `NXDOMAIN`; or never. */
async function nameServer(behaviour: 'loopback' | 'unknown' | 'silent'): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (query, sender) => {
    if (behaviour === 'silent') return;
    const questionEnd = query.indexOf(0, 12) + 5;
    const isAddress = query.readUInt16BE(questionEnd - 4) === 1;
    const answers = behaviour === 'loopback' && isAddress ? 1 : 0;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(behaviour === 'unknown' ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers, 6);
    // Name as a pointer to the question, type A, class IN, 60 seconds, four bytes of address.
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    const question = query.subarray(12, questionEnd);
    socket.send(Buffer.concat([header, question, ...(answers === 1 ? [record] : [])]), sender.port, sender.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  cleanUp(() => new Promise((resolve) => socket.close(() => resolve())));
  return `127.0.0.1:${socket.address().port}`;
}

async function lookupWith(behaviour: Parameters<typeof nameServer>[0], hosts?: string): Promise<LookupFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'exporter-hosts-'));
  cleanUp(() => rm(folder, { recursive: true }));
  const hostsFile = join(folder, 'hosts');
  if (hosts !== undefined) await writeFile(hostsFile, hosts);
  return createAbandonableLookup({ servers: [await nameServer(behaviour)], timeoutMillis: 250, hostsFile });
}

test('a name server’s answer is used for http', async () => {
  const server = await httpReceiver();
  const destination = sampleDestination(`http://elsewhere.example:${server.port}`);
  expect(await exportOnce(destination, ITEMS, { lookup: await lookupWith('loopback') })).toEqual({ kind: 'delivered' });
  expect(server.requests[0]?.headers.host).toBe(`elsewhere.example:${server.port}`);
});

test('gRPC uses it too and checks the certificate against the name', async () => {
  const pair = { cert_chain: certificate('other-host.pem'), private_key: certificate('other-host-key.pem') };
  const server = await grpcReceiver(undefined, ServerCredentials.createSsl(null, [pair]));
  const lookup = await lookupWith('loopback');
  const to = (host: string) =>
    sampleDestination(`https://${host}:${server.port}`, 'grpc', { tls: TLS, timeoutMillis: 3000 });
  expect(await exportOnce(to('elsewhere.example'), ITEMS, { lookup })).toEqual({ kind: 'delivered' });
  expect(await exportOnce(to('another.example'), ITEMS, { lookup })).toMatchObject({ fault: { code: 'tls_host' } });
});

test.each(['http/protobuf', 'grpc'] as const)('a silent name server is a timeout (%s)', async (protocol) => {
  const destination = sampleDestination('http://elsewhere.example:4317', protocol, { timeoutMillis: 300 });
  const outcome = await exportOnce(destination, ITEMS, { lookup: await lookupWith('silent') });
  expect(outcome).toMatchObject({ kind: 'retry', fault: { code: 'dns_timeout' } });
});

test.each(['http/protobuf', 'grpc'] as const)(
  'a name that neither server nor system know is the destination’s fault (%s)',
  async (protocol) => {
    const destination = sampleDestination('http://no-such-host.invalid:4317', protocol, { timeoutMillis: 5000 });
    const outcome = await exportOnce(destination, ITEMS, { lookup: await lookupWith('unknown') });
    expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'dns' } });
  },
);

test('the hosts file goes first, and localhost needs no server', async () => {
  const server = await httpReceiver();
  const lookup = await lookupWith('silent', '# names\n127.0.0.1\tOther.example  elsewhere.example # here\n');
  for (const host of ['elsewhere.example', 'other.example', 'localhost', 'langfuse.localhost']) {
    const destination = sampleDestination(`http://${host}:${server.port}`);
    expect(await exportOnce(destination, ITEMS, { lookup })).toEqual({ kind: 'delivered' });
  }
});
