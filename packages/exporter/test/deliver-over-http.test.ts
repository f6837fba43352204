import { afterEach, expect, test } from '@jest/globals';
import { createExporter, deliver } from '@codex-langfuse/exporter';
import type { DeliverySummary, Item } from '@codex-langfuse/exporter';
import {
  createMemorySource,
  sampleDestination,
  sampleEnvironment,
  sampleLogItem,
  sampleMetricsItem,
  sampleSpanItem,
  startHttpReceiver,
} from '@codex-langfuse/exporter/testing';
import type { HttpReceiver } from '@codex-langfuse/exporter/testing';
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from '@codex-langfuse/otlp';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function receiver(...parameters: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const started = await startHttpReceiver(...parameters);
  cleanups.push(started.close);
  return started;
}

async function run(source: ReturnType<typeof createMemorySource>, destination: ReturnType<typeof sampleDestination>): Promise<DeliverySummary> {
  const exporter = createExporter(destination, sampleEnvironment());
  try {
    return await deliver(source, destination, exporter, { clock: Date.now, random: () => 0, abort: new AbortController().signal });
  } finally {
    await exporter.close();
  }
}

const threeSignals: readonly Item[] = [sampleSpanItem(1), sampleSpanItem(2), sampleLogItem(1), sampleMetricsItem(1)];

test.each(['http/protobuf', 'http/json'] as const)('delivers three signals over %s, each item once', async (protocol) => {
  const server = await receiver();
  const source = createMemorySource(Date.now, threeSignals);
  const destination = sampleDestination(server.origin, protocol, { compression: 'gzip' });

  expect(await run(source, destination)).toMatchObject({ requests: 3, delivered: 4, rejected: 0, stopped: 'empty' });
  expect(source.ledger()).toEqual({ recorded: 4, delivered: 4, rejected: 0, pending: 0 });
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/traces',
    'POST /v1/logs',
    'POST /v1/metrics',
  ]);
  const [traces, logs, metrics] = server.requests.map(({ body }) => body);
  const encoding = protocol === 'http/json' ? 'json' : 'protobuf';
  expect(decodeTraceRequest(traces ?? new Uint8Array(), encoding)).toMatchObject({ ok: true });
  expect(decodeLogsRequest(logs ?? new Uint8Array(), encoding)).toMatchObject({ ok: true });
  expect(decodeMetricsRequest(metrics ?? new Uint8Array(), encoding)).toMatchObject({ ok: true });

  expect(await run(source, destination)).toMatchObject({ requests: 0, stopped: 'empty' });
  expect(server.requests).toHaveLength(3);
});
