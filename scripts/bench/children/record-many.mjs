/** `record-many.mjs <codex home> <events> <bytes of content>`: records, then prints what it took as one line of JSON. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventAt, managerIdentity } from '../lib/backlog.mjs';
import { importBuilt } from '../lib/repository.mjs';
import { sourceText } from '../lib/sample-text.mjs';
import { destinationAt, otelConfig } from '../lib/settings.mjs';

const [codexHome, count, contentBytes] = process.argv.slice(2);
const given = Number(count);
const { createOtelManager } = await importBuilt('packages/otel');
const config = await otelConfig(destinationAt(9), 'capture="redacted"');
const text = sourceText(Number(contentBytes));
let problems = 0;
const manager = createOtelManager({ config, codexHome, ...managerIdentity, onProblem: () => (problems += 1) });

globalThis.gc();
const rssBefore = process.memoryUsage.rss();
let rssMost = rssBefore;
const started = performance.now();
for (let index = 0; index < given; index += 1) {
  manager.record(eventAt(index, text));
  if (index % 1000 !== 0) continue;
  rssMost = Math.max(rssMost, process.memoryUsage.rss());
  // An agent waits for its model now and then.
  await new Promise((resolve) => setImmediate(resolve));
}
const seconds = (performance.now() - started) / 1000;
globalThis.gc();
const heapAfter = process.memoryUsage().heapUsed;
const folder = join(codexHome, 'otel', 'journal');
const disk = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
const ledger = manager.ledger();
manager.close();
console.log(JSON.stringify({ given, ledger, rssBefore, rssMost, heapAfter, disk, problems, seconds }));
