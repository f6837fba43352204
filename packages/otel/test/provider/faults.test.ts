import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig, WireProtocol } from '@codex-langfuse/config';
import { startGrpcReceiver } from '@codex-langfuse/exporter/testing';
import { createOtelProvider } from '../../src/provider/index.ts';
import {
  cleanUp,
  configFor,
  decoded,
  destinationTo,
  emitEach,
  httpReceiver,
  INPUT,
  requestTo,
  secretHeaders,
} from './support.ts';

/** Accepts connections and never answers. */
async function silentServer(): Promise<{ readonly origin: string; readonly sockets: readonly Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.resume();
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** Linux drops the packets of connections that do not fit into a listener's backlog, as a firewall would. */
async function blackHole(): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'children', 'full-backlog.mjs')]);
  cleanUp(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const port = Number(line);
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  cleanUp(() => fillers.forEach((socket) => socket.destroy()));
  while (fillers.filter(({ connecting }) => !connecting).length < 2) await sleep(5);
  return `http://127.0.0.1:${port}`;
}

/** A port that nobody listens on any more. */
async function refusedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function within<Result>(work: Promise<Result>): Promise<Result> {
  const abort = new AbortController();
  const tooLate = sleep(10_000, undefined, { signal: abort.signal }).then(
    () => Promise.reject(new Error('the bound was not kept')),
    () => new Promise<never>(() => undefined),
  );
  return Promise.race([work, tooLate]).finally(() => abort.abort());
}

test.each<[WireProtocol]>([['http/protobuf'], ['http/json'], ['grpc']])(
  'shutdown keeps its bound when a %s endpoint never answers',
  async (protocol) => {
    const { origin } = await silentServer();
    const provider = await createOtelProvider(
      configFor([destinationTo(origin, protocol, { timeoutMillis: 60_000 })]),
      INPUT,
    );
    for (let round = 0; round < 1000; round += 1) emitEach(provider);
    const shutdown = provider.shutdown({ timeoutMillis: 300 });
    expect((await within(shutdown)).kind).toBe('timeout');
    expect(await provider.shutdown()).toBe(await shutdown);
  },
  30_000,
);

test('a shutdown that gives up ends the requests in flight', async () => {
  const { origin, sockets } = await silentServer();
  const provider = await createOtelProvider(
    configFor([destinationTo(origin, 'http/protobuf', { timeoutMillis: 60_000 })]),
    INPUT,
  );
  emitEach(provider);
  const arrived = provider.forceFlush({ timeoutMillis: 300 });
  expect((await within(arrived)).kind).toBe('timeout');
  expect(sockets.length).toBeGreaterThan(0);
  const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  await within(provider.shutdown({ timeoutMillis: 50 }));
  await within(closed);
});

test('a try that cannot connect ends by its timeout, not by that of the system', async () => {
  // Other systems fill a backlog by other rules.
  if (process.platform !== 'linux') return;
  const destination = destinationTo(await blackHole(), 'http/protobuf', { timeoutMillis: 300 });
  const provider = await createOtelProvider(configFor([destination]), INPUT);
  provider.tracer('greeting').startSpan('greet').end();
  expect(await within(provider.forceFlush({ timeoutMillis: 9_000 }))).toMatchObject({
    kind: 'failed',
    failures: [{ reason: 'Request timed out' }],
  });
  await provider.shutdown();
}, 15_000);

test('several destinations: a broken one costs the others nothing and is named', async () => {
  const good = await httpReceiver();
  const alsoGood = await startGrpcReceiver();
  cleanUp(() => alsoGood.close());
  const destinations: DestinationConfig[] = [
    destinationTo(await refusedOrigin(), 'http/protobuf', { name: 'broken', timeoutMillis: 300 }),
    destinationTo(good.origin, 'http/json', { name: 'good' }),
    destinationTo(alsoGood.origin, 'grpc', { name: 'also good' }),
  ];
  const provider = await createOtelProvider(configFor(destinations), INPUT);
  emitEach(provider);
  const outcome = await provider.shutdown();
  expect(outcome).toMatchObject({ kind: 'failed' });
  if (outcome.kind !== 'failed') return;
  expect(outcome.failures.map(({ destination, signal, exports }) => [destination, signal, exports])).toEqual(
    expect.arrayContaining([
      ['broken', 'traces', 1],
      ['broken', 'logs', 1],
      ['broken', 'metrics', 1],
    ]),
  );
  expect(outcome.failures).toHaveLength(3);
  for (const { reason } of outcome.failures) expect(reason).toContain('ECONNREFUSED');
  expect(decoded('traces', requestTo(good, '/v1/traces').body, 'json').resourceSpans).toHaveLength(1);
  expect(good.requests).toHaveLength(3);
  expect(alsoGood.calls).toHaveLength(3);
});

test('a shutdown during a flush loses nothing (the SDK’s log processor alone would)', async () => {
  const receiver = await httpReceiver((_request, response) => void setTimeout(() => response.end(), 50));
  const provider = await createOtelProvider(
    configFor([destinationTo(receiver.origin, 'http/protobuf', { batchMaxItems: 100 })]),
    INPUT,
  );
  const logger = provider.logger('greeting');
  for (let index = 0; index < 400; index += 1) logger.emit({ body: index });
  const flush = provider.forceFlush();
  for (let index = 400; index < 800; index += 1) logger.emit({ body: index });
  expect(await provider.shutdown()).toEqual({ kind: 'flushed' });
  expect(await flush).toEqual({ kind: 'flushed' });
  const bodies = receiver.requests
    .flatMap(({ body }) => decoded('logs', body).resourceLogs)
    .flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body?.intValue ?? body?.doubleValue)),
    );
  expect(new Set(bodies.map(Number)).size).toBe(800);
});

test('an answer that quotes the credentials gives a reason without them', async () => {
  const receiver = await startGrpcReceiver(({ metadata }) => ({
    code: 16,
    details: `bad ${String(metadata.get('authorization')[0])}`,
  }));
  cleanUp(() => receiver.close());
  const headers = secretHeaders({ authorization: 'Bearer hunter2secret' });
  const provider = await createOtelProvider(configFor([destinationTo(receiver.origin, 'grpc', { headers })]), INPUT);
  provider.tracer('greeting').startSpan('greet').end();
  const outcome = await provider.shutdown();
  expect(outcome).toMatchObject({ kind: 'failed', failures: [{ signal: 'traces' }] });
  expect(JSON.stringify(outcome)).toContain('[redacted]');
  expect(JSON.stringify(outcome)).not.toContain('hunter2secret');
});

test.each<[string, Partial<DestinationConfig>, string]>([
  ['a registered exporter', { kind: 'kafka' }, 'unsupported_exporter'],
  ['a URL that is none', { signals: { traces: { url: 'nonsense', protocol: 'http/protobuf' } } }, 'invalid_url'],
  ['a URL of another scheme', { signals: { traces: { url: 'ftp://localhost', protocol: 'grpc' } } }, 'invalid_url'],
  ['a header with a line break', { headers: secretHeaders({ 'x-key': 'sesame\nopen' }) }, 'invalid_header'],
])('%s is a ConfigError, and nothing was started', async (_name, changes, code) => {
  const receiver = await httpReceiver();
  const broken = destinationTo('http://127.0.0.1:1', 'http/protobuf', { name: 'broken', ...changes });
  const result = createOtelProvider(configFor([destinationTo(receiver.origin), broken]), INPUT);
  const error: unknown = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(ConfigError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ code });
  expect(String(error)).toContain('broken');
  expect(String(error)).not.toContain('sesame');
  expect(receiver.requests).toHaveLength(0);
});

test('without destinations everything does nothing', async () => {
  const provider = await createOtelProvider(configFor([]), INPUT);
  emitEach(provider);
  expect(provider.tracer('greeting').startSpan('greet').isRecording()).toBe(false);
  expect(await provider.forceFlush()).toEqual({ kind: 'flushed' });
  expect(await provider.shutdown()).toEqual({ kind: 'flushed' });
});
