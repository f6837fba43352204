import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createExporter, deliver, registerExporter } from '@codex-langfuse/exporter';
import {
  createMemorySource,
  sampleDestination,
  sampleEnvironment,
  sampleSpanItem,
} from '@codex-langfuse/exporter/testing';
import { expect, test } from '@jest/globals';
import { exporters } from '../src/index.ts';

test('a registered exporter is delivered to like any other: a fault passes, then the turn is posted once', async () => {
  const received: unknown[] = [];
  let busy = true;
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      if (busy) response.writeHead(503).end();
      else response.end();
      if (!busy) received.push(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const unregister = Object.entries(exporters).map(([kind, factory]) => registerExporter(kind, factory));

  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const destination = sampleDestination(origin, 'http/json', { kind: 'webhook' });
  const exporter = createExporter(destination, sampleEnvironment());
  const item = sampleSpanItem(1);
  const root = { ...item, span: { ...item.span, key: 'root', name: 'invoke_agent codex' } };
  let now = Date.now();
  const source = createMemorySource(() => now, [root, sampleSpanItem(2)]);
  const options = { clock: () => now, random: () => 0.5, abort: new AbortController().signal };

  expect((await deliver(source, destination, exporter, options)).stopped).toBe('backing-off');
  busy = false;
  now += 60_000;
  expect((await deliver(source, destination, exporter, options)).delivered).toBe(2);
  expect(received).toEqual([{ turns: [expect.objectContaining({ name: 'invoke_agent codex' })] }]);
  expect(source.ledger()).toMatchObject({ recorded: 2, delivered: 2, pending: 0 });

  await exporter.close();
  for (const undo of unregister) undo();
  server.close();
});
