/** Sends a backlog in one way over one wire, then prints items, seconds, CPU time and memory as one line of JSON. */
import { recordEvents } from '../lib/backlog.mjs';
import { importBuilt } from '../lib/repository.mjs';
import { destinationAt, otelConfig, withFolder } from '../lib/settings.mjs';
import { sendReady } from '../lib/send-ready.mjs';
import { openStock } from '../lib/send-stock.mjs';

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
  const take = (batch) => void items.push(...batch);
  if (way === 'stock from the journal') {
    await withFolder(async (sampleHome) => {
      await recordEvents(sampleHome, config, 10);
      await drain(sampleHome, () => exporterInto(take));
    });
    const stock = await openStock({ sample: items[0], items: 3 * events, wire, port });
    return measured(async () => {
      const count = await drain(codexHome, () => exporterInto(stock.emit));
      await stock.finish();
      return count;
    });
  }
  await drain(codexHome, () => exporterInto(take));
  if (way === 'stock') {
    const stock = await openStock({ sample: items[0], items: items.length, wire, port });
    return measured(async () => {
      stock.emit(items);
      await stock.finish();
      return items.length;
    });
  }
  const send = await sendReady({ items, wire, port, encodeBatch: exporterPackage.encodeBatch });
  return measured(send);
});
console.log(JSON.stringify(result));
process.exit();

/** In the courier's place: takes everything, sends nothing. */
function exporterInto(take) {
  return {
    export: async (_signal, batch) => {
      take(batch);
      return { kind: 'delivered' };
    },
    close: async () => undefined,
  };
}

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
