import { expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGrpcReceiver } from '@codex-langfuse/exporter/testing';
import { createOtelProvider } from '../../src/provider/index.ts';
import {
  attributesOf,
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

/** Exactly this, and nothing of the machine, the user or the command line. */
const RESOURCE = {
  'service.name': 'greeter',
  'service.version': '1.2.3',
  'service.instance.id': 'instance-7',
  'deployment.environment': 'test',
  'deployment.environment.name': 'test',
  team: 'blue',
};

const CONFIG = { resourceAttributes: { team: 'blue' } };

test.each([
  ['http/protobuf', 'protobuf', 'application/x-protobuf'],
  ['http/json', 'json', 'application/json'],
] as const)(
  '%s: all signals arrive with headers, compression and exactly our resource',
  async (protocol, encoding, type) => {
    const receiver = await httpReceiver();
    const destination = destinationTo(receiver.origin, protocol, {
      headers: secretHeaders({ authorization: 'Bearer abc' }),
      compression: 'gzip',
    });
    const provider = await createOtelProvider(configFor([destination], CONFIG), {
      ...INPUT,
      serviceInstanceId: 'instance-7',
    });
    emitEach(provider);
    expect(await provider.shutdown()).toEqual({ kind: 'flushed' });

    expect(receiver.requests.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
    for (const { headers } of receiver.requests) {
      expect(headers).toMatchObject({ authorization: 'Bearer abc', 'content-encoding': 'gzip', 'content-type': type });
    }
    const traces = decoded('traces', requestTo(receiver, '/v1/traces').body, encoding).resourceSpans;
    expect(traces.map(({ resource }) => attributesOf(resource))).toEqual([RESOURCE]);
    expect(traces[0]?.scopeSpans[0]).toMatchObject({
      scope: { name: 'greeting', version: '0.1' },
      spans: [{ name: 'greet' }],
    });

    const logs = decoded('logs', requestTo(receiver, '/v1/logs').body, encoding).resourceLogs;
    expect(logs.map(({ resource }) => attributesOf(resource))).toEqual([RESOURCE]);
    expect(logs[0]?.scopeLogs[0]?.logRecords).toMatchObject([{ eventName: 'greeted', body: { stringValue: 'hello' } }]);

    const metrics = decoded('metrics', requestTo(receiver, '/v1/metrics').body, encoding).resourceMetrics;
    expect(metrics.map(({ resource }) => attributesOf(resource))).toEqual([RESOURCE]);
    expect(metrics[0]?.scopeMetrics[0]?.metrics).toMatchObject([{ name: 'greetings', unit: '{greeting}' }]);
  },
);

test('counters are deltas: the second flush holds what came since the first', async () => {
  const receiver = await httpReceiver();
  const provider = await createOtelProvider(configFor([destinationTo(receiver.origin)]), INPUT);
  const counter = provider.meter('greeting').createCounter('greetings');
  for (const increment of [2, 3]) {
    counter.add(increment);
    expect(await provider.forceFlush()).toEqual({ kind: 'flushed' });
  }
  await provider.shutdown();
  const sums = receiver.requests.map(
    ({ body }) => decoded('metrics', body).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.sum,
  );
  expect(sums.slice(0, 2)).toMatchObject([
    { aggregationTemporality: 1, dataPoints: [{ asDouble: 2 }] },
    { aggregationTemporality: 1, dataPoints: [{ asDouble: 3 }] },
  ]);
});

test('grpc: all signals arrive with metadata', async () => {
  const receiver = await startGrpcReceiver();
  cleanUp(() => receiver.close());
  const destination = destinationTo(receiver.origin, 'grpc', {
    headers: secretHeaders({ authorization: 'Bearer abc' }),
    compression: 'gzip',
  });
  const provider = await createOtelProvider(configFor([destination]), INPUT);
  emitEach(provider);
  expect(await provider.shutdown()).toEqual({ kind: 'flushed' });
  expect(receiver.calls.map(({ signal }) => signal).sort()).toEqual(['logs', 'metrics', 'traces']);
  for (const { metadata } of receiver.calls) expect(metadata.get('authorization')).toEqual(['Bearer abc']);
  const call = receiver.calls.find(({ signal }) => signal === 'traces');
  expect(decoded('traces', call?.body ?? new Uint8Array()).resourceSpans[0]?.scopeSpans[0]?.spans).toMatchObject([
    { name: 'greet' },
  ]);
});

test('file: one OTLP/JSON request per line, readable by its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provider-file-'));
  cleanUp(() => rm(folder, { recursive: true }));
  const pathOf = (signal: string) => join(folder, 'deep', `${signal}.jsonl`);
  const endpoint = (signal: string) => ({ url: pathOf(signal), protocol: 'file' }) as const;
  const signals = { traces: endpoint('traces'), logs: endpoint('logs'), metrics: endpoint('metrics') };
  const provider = await createOtelProvider(
    configFor([destinationTo('', 'file', { kind: 'otlp-file', signals })]),
    INPUT,
  );
  emitEach(provider);
  await provider.forceFlush();
  emitEach(provider);
  expect(await provider.shutdown()).toEqual({ kind: 'flushed' });

  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    const lines = (await readFile(pathOf(signal), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(decoded(signal, Buffer.from(line), 'json')).toBeDefined();
    expect((await stat(pathOf(signal))).mode & 0o777).toBe(0o600);
  }
});

test('a Langfuse destination gets traces only, with its ingestion header', async () => {
  const receiver = await httpReceiver();
  const destination = destinationTo(receiver.origin, 'http/protobuf', { kind: 'langfuse' });
  const provider = await createOtelProvider(configFor([destination]), INPUT);
  emitEach(provider);
  await provider.shutdown();
  expect(receiver.requests.map(({ path, headers }) => [path, headers['x-langfuse-ingestion-version']])).toEqual([
    ['/v1/traces', '4'],
  ]);
});

test('span attributes, tags and user of the configuration stand on every span', async () => {
  const receiver = await httpReceiver();
  const config = configFor([destinationTo(receiver.origin)], {
    spanAttributes: { region: 'eu' },
    tags: ['nightly'],
    user: { email: 'ada@example.com' },
  });
  const provider = await createOtelProvider(config, INPUT);
  emitEach(provider);
  await provider.shutdown();
  const span = decoded('traces', requestTo(receiver, '/v1/traces').body).resourceSpans[0]?.scopeSpans[0]?.spans[0];
  expect(attributesOf(span)).toEqual({
    region: 'eu',
    'langfuse.trace.tags': ['nightly'],
    'user.id': 'ada@example.com',
    'greeting.name': 'Ada',
  });
});
