/** What `record()` costs the agent: the event is in the journal, on disk, when it returns. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bench } from 'tinybench';
import { eventAt, failOn, managerIdentity } from './lib/backlog.mjs';
import { importBuilt } from './lib/repository.mjs';
import { sourceText } from './lib/sample-text.mjs';
import { destinationAt, otelConfig, withFolder } from './lib/settings.mjs';
import { percentile } from './lib/statistics.mjs';
import { grouped, micros, table } from './lib/table.mjs';

const PACE_MILLIS = 2;

export const title = 'record()';

export async function run({ quick }) {
  const { createOtelManager } = await importBuilt('packages/otel');
  const off = await otelConfig();
  const metadata = await otelConfig(destinationAt(9), 'capture="metadata"');
  const redacted = await otelConfig(destinationAt(9), 'capture="redacted"');
  const kibibyte = sourceText(1024);
  const sixteen = sourceText(16 * 1024);
  const cases = [
    { name: 'telemetry off', config: off, output: '' },
    { name: 'for comparison: a bare INSERT of such a row', insert: true },
    { name: 'no content', config: metadata, output: '' },
    { name: '1 KiB of content, redacted', config: redacted, output: kibibyte },
    { name: '16 KiB of content, redacted', config: redacted, output: sixteen },
  ];
  const rows = [];
  for (const { name, config, output, insert } of cases) {
    const recorder = (folder) => {
      if (insert === true) return bareInsert(folder);
      const manager = createOtelManager({ config, codexHome: folder, ...managerIdentity, onProblem: failOn });
      let index = 0;
      // Every tenth event ends a turn; those are left out, so that all samples are of one kind.
      const next = () => eventAt((index += index % 10 === 8 ? 2 : 1), output);
      return { manager, next };
    };
    rows.push({ name: `${name}, in a burst`, ...(await withFolder((folder) => burst(recorder(folder), quick))) });
    rows.push({
      name: `${name}, one each ${PACE_MILLIS} ms`,
      ...(await withFolder((folder) => paced(recorder(folder), quick ? 300 : 2000))),
    });
  }
  return [
    'Microseconds per call on one thread: gate, redaction, and an append to the journal of its own process. Making the event is not counted. Content is TypeScript source.',
    '',
    table(
      [
        ['event', ({ name }) => name],
        ['p50, µs', ({ p50 }) => micros(p50)],
        ['p95, µs', ({ p95 }) => micros(p95)],
        ['p99, µs', ({ p99 }) => micros(p99)],
        ['max, µs', ({ max }) => grouped(max)],
        ['calls', ({ calls }) => grouped(calls)],
      ],
      rows,
    ),
    '',
    'Promised: at most 25 µs at the median without content, 10 µs in a burst, 1 ms at p99; content at most 20 µs per KiB.',
  ].join('\n');
}

/** What SQLite alone takes: the same columns, the same settings. */
function bareInsert(folder) {
  const database = new DatabaseSync(join(folder, 'events.sqlite'));
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4096;
    CREATE TABLE events (sequence INTEGER PRIMARY KEY, turn_id TEXT, conversation_id TEXT NOT NULL, name TEXT NOT NULL,
      time_unix_micros INTEGER NOT NULL, context INTEGER NOT NULL, attributes TEXT NOT NULL, items TEXT)`);
  const statement = database.prepare(
    'INSERT INTO events (turn_id, conversation_id, name, time_unix_micros, context, attributes, items) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  let index = 0;
  return {
    manager: { record: (row) => statement.run(...row), close: () => database.close() },
    next: () => {
      const { turnId, conversationId, name, timeUnixMicros, attributes } = eventAt((index += 1));
      return [turnId, conversationId, name, timeUnixMicros, 1, JSON.stringify(attributes), null];
    },
  };
}

async function burst({ manager, next }, quick) {
  const samples = [];
  let event;
  const bench = new Bench({ time: quick ? 200 : 1500, warmupTime: quick ? 50 : 300, retainSamples: true });
  bench.add('record', () => manager.record(event), {
    beforeEach: () => {
      event = next();
    },
  });
  const [task] = await bench.run();
  if (task.result.state !== 'completed')
    throw new Error(`the benchmark ended as ${task.result.state}`, { cause: task.result.error });
  for (const sample of task.result.latency.samples) samples.push(sample * 1000);
  manager.close();
  return summary(samples);
}

async function paced({ manager, next }, calls) {
  const samples = [];
  for (let call = -50; call < calls; call += 1) {
    const event = next();
    const started = performance.now();
    manager.record(event);
    const took = performance.now() - started;
    if (call >= 0) samples.push(took * 1000);
    await sleep(PACE_MILLIS);
  }
  manager.close();
  return summary(samples);
}

function summary(samples) {
  return {
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    p99: percentile(samples, 0.99),
    max: samples.reduce((most, sample) => Math.max(most, sample), 0),
    calls: samples.length,
  };
}
