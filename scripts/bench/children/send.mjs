/** Sends a backlog in one way over one wire, then prints items, seconds, CPU time and memory as one line of JSON. */
import { recordEvents } from '../lib/backlog.mjs';
import { importBuilt } from '../lib/repository.mjs';
import { destinationAt, otelConfig, withFolder } from '../lib/settings.mjs';
import { sendReady } from '../lib/send-ready.mjs';
import { sendStock } from '../lib/send-stock.mjs';

const { way, wire, events, ports } = JSON.parse(process.argv[2]);
const port = wire === 'grpc' ? ports.grpc : ports.http;
const config = await otelConfig(
  destinationAt(port, wire),
  'compression="none"',
  'batch_max_items=512',
  'metrics_exporter="none"',
);
const { drainJournals } = await importBuilt('packages/otel');
const exporterPackage = await importBuilt('packages/exporter');

const result = await withFolder(async (codexHome) => {
  const { pending } = await recordEvents(codexHome, config, events);
  if (pending !== events) throw new Error(`only ${pending} of ${events} events are pending`);
  if (way === 'courier') {
    // Loads what delivers; the others load theirs before they are measured, too.
    await withFolder((empty) => drain(empty));
    return measured(() => drain(codexHome));
  }
  // What the courier would send, for the others to send.
  const items = [];
  await drain(codexHome, () => ({
    export: async (_signal, batch) => {
      items.push(...batch);
      return { kind: 'delivered' };
    },
    close: async () => undefined,
  }));
  if (way === 'stock') {
    const send = await sendStock({ items, wire, port });
    return measured(send);
  }
  const send = await sendReady({ items, wire, port, encodeBatch: exporterPackage.encodeBatch });
  return measured(send);
});
console.log(JSON.stringify(result));
process.exit();

async function drain(codexHome, createExporter) {
  const report = await drainJournals({
    codexHome,
    config,
    clock: Date.now,
    random: Math.random,
    abort: new AbortController().signal,
    deadlineUnixMillis: Date.now() + 600_000,
    environment: { env: {}, write: () => undefined, userAgent: 'bench' },
    ...(createExporter === undefined ? {} : { createExporter }),
  });
  if (!report.complete) throw new Error(`not everything was delivered: ${JSON.stringify(report)}`);
  return report.destinations.reduce((sum, { delivered }) => sum + delivered, 0);
}

async function measured(send) {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const items = await send();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { items, seconds, cpuMicros: user + system, rss: process.memoryUsage.rss() };
}
