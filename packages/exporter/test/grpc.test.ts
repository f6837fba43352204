import { describe, expect, test } from '@jest/globals';
import { Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { Secret } from '@codex-langfuse/config';
import type { TlsConfig } from '@codex-langfuse/config';
import { decodeTraceRequest, encodeResponse, encodeStatus } from '@codex-langfuse/otlp';
import {
  createMemorySource,
  sampleDestination,
  sampleLogItem,
  sampleMetricsItem,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import {
  certificate,
  certificatePath,
  closedPort,
  deliverOnce,
  exportOnce,
  grpcReceiver,
  httpReceiver,
  tcpServer,
} from './support.ts';

const ITEMS = [sampleSpanItem(1)];

function to(origin: string, overrides: Parameters<typeof sampleDestination>[2] = {}) {
  return sampleDestination(origin, 'grpc', { timeoutMillis: 3000, ...overrides });
}

test.each(['gzip', 'none'] as const)(
  'three signals arrive once each, with metadata (compression %s)',
  async (compression) => {
    const server = await grpcReceiver();
    const items = [sampleSpanItem(1), sampleSpanItem(2), sampleLogItem(1), sampleMetricsItem(1)];
    const source = createMemorySource(Date.now, items);
    const destination = to(server.origin, { compression, headers: { 'X-Api-Key': new Secret('key', 'test') } });

    expect(await deliverOnce(source, destination)).toMatchObject({ requests: 3, delivered: 4, stopped: 'empty' });
    expect(server.calls.map(({ signal }) => signal)).toEqual(['traces', 'logs', 'metrics']);
    expect(server.calls[0]?.metadata.get('x-api-key')).toEqual(['key']);
    expect(server.calls[0]?.metadata.get('user-agent')[0]).toMatch(/^codex-langfuse\/0\.0\.0 grpc-node/);
    expect(decodeTraceRequest(server.calls[0]?.body ?? Buffer.alloc(0), 'protobuf').ok).toBe(true);
    expect(await deliverOnce(source, destination)).toMatchObject({ requests: 0 });
    expect(source.ledger()).toEqual({ recorded: 4, delivered: 4, rejected: 0, pending: 0 });
  },
);

test.each([
  [status.CANCELLED, 'retry'],
  [status.UNKNOWN, 'destination'],
  [status.INVALID_ARGUMENT, 'refused'],
  [status.DEADLINE_EXCEEDED, 'retry'],
  [status.NOT_FOUND, 'destination'],
  [status.ALREADY_EXISTS, 'destination'],
  [status.PERMISSION_DENIED, 'destination'],
  [status.RESOURCE_EXHAUSTED, 'destination'],
  [status.FAILED_PRECONDITION, 'destination'],
  [status.ABORTED, 'retry'],
  [status.OUT_OF_RANGE, 'retry'],
  [status.UNIMPLEMENTED, 'destination'],
  [status.INTERNAL, 'destination'],
  [status.UNAVAILABLE, 'retry'],
  [status.DATA_LOSS, 'retry'],
  [status.UNAUTHENTICATED, 'destination'],
])('code %d means %s', async (code, kind) => {
  const server = await grpcReceiver(() => ({ code, details: 'because' }));
  const outcome = await exportOnce(to(server.origin), ITEMS);
  expect(outcome).toMatchObject({ kind, fault: { code: `grpc_${code}`, message: expect.stringContaining('because') } });
  expect(server.calls).toHaveLength(1);
});

test.each([status.UNAVAILABLE, status.RESOURCE_EXHAUSTED])(
  'RetryInfo beside code %d says when to come back',
  async (code) => {
    const metadata = new Metadata();
    const details = encodeStatus({ code, message: 'later', retryDelayMillis: 12_500 }, 'protobuf');
    metadata.set('grpc-status-details-bin', Buffer.from(details));
    const server = await grpcReceiver(() => ({ code, details: 'later', metadata }));
    expect(await exportOnce(to(server.origin), ITEMS)).toMatchObject({ kind: 'retry', retryAfterMillis: 12_500 });
  },
);

test('a message over the receiver’s limit is refused, so that the batch is split', async () => {
  const details = 'grpc: received message larger than max (5000000 vs. 4194304)';
  const server = await grpcReceiver(() => ({ code: status.RESOURCE_EXHAUSTED, details }));
  expect((await exportOnce(to(server.origin), ITEMS)).kind).toBe('refused');
});

test('a signal without a service is UNIMPLEMENTED and pauses only itself', async () => {
  const server = await grpcReceiver(undefined, undefined, ['traces', 'metrics']);
  const source = createMemorySource(Date.now, [sampleSpanItem(1), sampleLogItem(1), sampleMetricsItem(1)]);
  expect(await deliverOnce(source, to(server.origin))).toMatchObject({
    delivered: 2,
    stopped: 'empty',
    pausedSignals: ['logs'],
    fault: { code: 'grpc_12' },
  });
  expect(source.ledger()).toEqual({ recorded: 3, delivered: 2, rejected: 0, pending: 1 });
});

test('partial success is counted and never sent again', async () => {
  const server = await grpcReceiver(({ signal }) =>
    encodeResponse(signal, 'protobuf', { rejected: 1, message: 'bad' }),
  );
  const source = createMemorySource(
    Date.now,
    [1, 2, 3].map((number) => sampleLogItem(number)),
  );
  expect(await deliverOnce(source, to(server.origin))).toMatchObject({ delivered: 2, rejected: 1 });
  expect(await deliverOnce(source, to(server.origin))).toMatchObject({ requests: 0 });
  expect(source.ledger()).toEqual({ recorded: 3, delivered: 2, rejected: 1, pending: 0 });
});

test('an unreadable response beside OK is an acknowledgement', async () => {
  const server = await grpcReceiver(() => Buffer.from([255, 255, 255]));
  expect(await exportOnce(to(server.origin), ITEMS)).toEqual({ kind: 'delivered' });
});

describe('without a gRPC server', () => {
  test('connection refused is passing', async () => {
    const destination = to(`http://localhost:${await closedPort()}`);
    expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'retry', fault: { code: 'tcp_refused' } });
  });

  test('an unknown host is the destination’s fault', async () => {
    const destination = to('http://no-such-host.invalid:4317', { timeoutMillis: 5000 });
    expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'destination', fault: { code: 'dns' } });
  });

  test('a server that never answers costs one timeout', async () => {
    const server = await grpcReceiver(() => 'never');
    expect(await exportOnce(to(server.origin, { timeoutMillis: 200 }), ITEMS)).toMatchObject({
      kind: 'retry',
      fault: { code: 'grpc_4', message: `${server.origin}/: no answer within the time.` },
    });
  });

  test('a deadline that the receiver itself tells of is told as its answer', async () => {
    const server = await grpcReceiver(() => ({ code: status.DEADLINE_EXCEEDED, details: 'the store is slow' }));
    expect(await exportOnce(to(server.origin), ITEMS)).toMatchObject({
      kind: 'retry',
      fault: { code: 'grpc_4', message: expect.stringContaining('answered DEADLINE_EXCEEDED (4): the store is slow') },
    });
  });

  test('a port that accepts and stays silent costs one timeout', async () => {
    const server = await tcpServer((socket) => socket.resume());
    const destination = to(`http://localhost:${server.port}`, { timeoutMillis: 200 });
    expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'retry', fault: { code: 'tcp_timeout' } });
  });

  test('a reset is passing', async () => {
    const server = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const outcome = await exportOnce(to(`http://localhost:${server.port}`), ITEMS);
    expect(outcome.kind).toBe('retry');
  });

  test('an HTTP/1 server rejects nothing', async () => {
    const server = await httpReceiver();
    const outcome = await exportOnce(to(server.origin), ITEMS);
    expect(['retry', 'destination']).toContain(outcome.kind);
  });

  test('abort ends the call at once', async () => {
    const server = await grpcReceiver(() => 'never');
    const controller = new AbortController();
    const source = createMemorySource(Date.now, ITEMS);
    const running = deliverOnce(source, to(server.origin, { timeoutMillis: 60_000 }), { abort: controller.signal });
    while (server.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await running).toMatchObject({ stopped: 'aborted' });
    expect(source.items()[0]?.history).toEqual([]);
  });
});

test('a header that metadata cannot hold is the destination’s fault and is not quoted', async () => {
  const server = await grpcReceiver();
  const outcome = await exportOnce(
    to(server.origin, { headers: { 'x-key': new Secret('planted\nü', 'test') } }),
    ITEMS,
  );
  expect(outcome).toMatchObject({ kind: 'destination', fault: { code: 'header_invalid' } });
  expect(JSON.stringify(outcome)).not.toContain('planted');
});

describe('TLS', () => {
  const AUTHORITY = { caCertificate: certificatePath('authority.pem') };
  const CLIENT = {
    clientCertificate: certificatePath('client.pem'),
    clientPrivateKey: certificatePath('client-key.pem'),
  };

  function serverWith(name: string, demandsClient = false) {
    const pair = { cert_chain: certificate(`${name}.pem`), private_key: certificate(`${name}-key.pem`) };
    return grpcReceiver(undefined, ServerCredentials.createSsl(certificate('authority.pem'), [pair], demandsClient));
  }

  function secured(origin: string, tls?: TlsConfig) {
    return to(origin, { timeoutMillis: 3000, ...(tls !== undefined && { tls }) });
  }

  test('a custom authority is trusted', async () => {
    const server = await serverWith('server');
    expect(await exportOnce(secured(server.origin, AUTHORITY), ITEMS)).toEqual({ kind: 'delivered' });
  });

  test.each([
    ['an authority nobody named', 'server', undefined, 'tls_untrusted'],
    ['another authority', 'server', { caCertificate: certificatePath('stranger.pem') }, 'tls_untrusted'],
    ['a certificate for another host', 'other-host', AUTHORITY, 'tls_host'],
    ['an expired certificate', 'expired', AUTHORITY, 'tls_expired'],
  ])('%s is the destination’s fault', async (_name, certificateName, tls, code) => {
    const server = await serverWith(certificateName);
    expect(await exportOnce(secured(server.origin, tls), ITEMS)).toMatchObject({
      kind: 'destination',
      fault: { code },
    });
    expect(server.calls).toHaveLength(0);
  });

  test('a client certificate opens a server that demands one', async () => {
    const server = await serverWith('server', true);
    expect(await exportOnce(secured(server.origin, { ...AUTHORITY, ...CLIENT }), ITEMS)).toEqual({ kind: 'delivered' });
  });

  test('a missing client certificate is the destination’s fault', async () => {
    const server = await serverWith('server', true);
    expect(await exportOnce(secured(server.origin, AUTHORITY), ITEMS)).toMatchObject({
      kind: 'destination',
      fault: { code: 'tls_client_certificate' },
    });
  });

  test('TLS to a plain port is the destination’s fault', async () => {
    const server = await grpcReceiver();
    const destination = secured(server.origin.replace('http:', 'https:'), AUTHORITY);
    expect(await exportOnce(destination, ITEMS)).toMatchObject({ kind: 'destination', fault: { code: 'tls' } });
  });
});
