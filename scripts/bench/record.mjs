/** What `record()` costs the agent: the event is in the journal, on disk, when it returns. */
import { mkdirSync } from 'node:fs';
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
const ROUNDS = 4;

export const title = 'record()';

export async function run({ quick }) {
  const { createOtelManager } = await importBuilt('packages/otel');
  const off = await otelConfig();
  const metadata = await otelConfig(destinationAt(9), 'capture="metadata"');
  const redacted = await otelConfig(destinationAt(9), 'capture="redacted"');
  const recorder = (config, output) => (folder) => {
    const manager = createOtelManager({ config, codexHome: folder, ...managerIdentity, onProblem: failOn });
    return { record: (event) => manager.record(event), close: () => manager.close(), next: toolResults(output) };
  };
  const rows = [];
  for (const measure of [inBursts, paced]) {
    const measureAll = (...openings) =>
      withFolder((folder) =>
        measure(
          openings.map((open, index) => open(join(folder, String(index)))),
          quick,
        ),
      );
    const [none] = await measureAll(recorder(off, ''));
    rows.push({ name: `telemetry off, ${measure.title}`, ...none });
    for (const { content, kibibytes, config } of [
      { content: 'no content', kibibytes: 0, config: metadata },
      { content: '1 KiB of content, redacted', kibibytes: 1, config: redacted },
      { content: '16 KiB of content, redacted', kibibytes: 16, config: redacted },
    ]) {
      const output = sourceText(kibibytes * 1024);
      const [bare, recorded] = await measureAll(bareInsert(output), recorder(config, output));
      rows.push({ name: `${content}, ${measure.title}`, ...recorded, kibibytes, bare: bare.p50 });
    }
  }
  return [
    'Microseconds per call on one thread: gate, redaction, and an append to the journal of its own process. Making the event is not counted. Content is TypeScript source. A bare INSERT is what SQLite alone takes, for a row of the same size in a table of the same columns with the same settings, measured in turn with `record()`.',
    '',
    table(
      [
        ['event', ({ name }) => name],
        ['p50, µs', ({ p50 }) => micros(p50)],
        ['p95, µs', ({ p95 }) => micros(p95)],
        ['p99, µs', ({ p99 }) => micros(p99)],
        ['max, µs', ({ max }) => grouped(max)],
        ['p50, µs per KiB', ({ p50, kibibytes }) => (kibibytes > 0 ? micros(p50 / kibibytes) : '–')],
        ['bare INSERT, p50, µs', ({ bare }) => (bare === undefined ? '–' : micros(bare))],
        ['against it', ({ p50, bare }) => (bare === undefined ? '–' : `${(p50 / bare).toFixed(1)} ×`)],
        ['calls', ({ calls }) => grouped(calls)],
      ],
      rows,
    ),
    '',
    'Promised: without content at most 1.5 × the bare INSERT at the median and 1 ms at p99; in a burst, content at most 20 µs per KiB on top of the event (`docs/decisions/0006-what-recording-costs.md`).',
  ].join('\n');
}

/** Every tenth event ends a turn; those are left out, so that all samples are of one kind. */
function toolResults(output) {
  let index = 0;
  return () => eventAt((index += index % 10 === 8 ? 2 : 1), output);
}

/** The columns and settings of a journal. */
function bareInsert(output) {
  return (folder) => {
    mkdirSync(folder);
    const database = new DatabaseSync(join(folder, 'events.sqlite'));
    database.exec(`PRAGMA page_size=2048; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8192;
    CREATE TABLE events (sequence INTEGER PRIMARY KEY, turn_id TEXT, conversation_id TEXT NOT NULL, name TEXT NOT NULL,
      time_unix_micros INTEGER NOT NULL, context INTEGER NOT NULL, attributes TEXT NOT NULL, items TEXT)`);
    const statement = database.prepare(
      'INSERT INTO events (turn_id, conversation_id, name, time_unix_micros, context, attributes, items) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    const next = toolResults(output);
    return {
      record: (row) => statement.run(...row),
      close: () => database.close(),
      next: () => {
        const { turnId, conversationId, name, timeUnixMicros, attributes } = next();
        return [turnId, conversationId, name, timeUnixMicros, 1, JSON.stringify(attributes), null];
      },
    };
  };
}

/** In several rounds, so that what is compared meets the same weather. */
async function inBursts(recorders, quick) {
  const samples = recorders.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { record, next }] of recorders.entries()) {
      let event;
      const bench = new Bench({
        time: (quick ? 200 : 1500) / ROUNDS,
        warmupTime: (quick ? 50 : 300) / ROUNDS,
        retainSamples: true,
      });
      bench.add('record', () => record(event), {
        beforeEach: () => {
          event = next();
        },
      });
      const [task] = await bench.run();
      if (task.result.state !== 'completed')
        throw new Error(`the benchmark ended as ${task.result.state}`, { cause: task.result.error });
      for (const sample of task.result.latency.samples) samples[index].push(sample * 1000);
    }
  }
  for (const { close } of recorders) close();
  return samples.map(summary);
}
inBursts.title = 'in a burst';

async function paced(recorders, quick) {
  const samples = recorders.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { record, next }] of recorders.entries()) {
      for (let call = -50; call < (quick ? 300 : 2000) / ROUNDS; call += 1) {
        const event = next();
        const started = performance.now();
        record(event);
        const took = performance.now() - started;
        if (call >= 0) samples[index].push(took * 1000);
        await sleep(PACE_MILLIS);
      }
    }
  }
  for (const { close } of recorders) close();
  return samples.map(summary);
}
paced.title = `one each ${PACE_MILLIS} ms`;

function summary(samples) {
  return {
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    p99: percentile(samples, 0.99),
    max: samples.reduce((most, sample) => Math.max(most, sample), 0),
    calls: samples.length,
  };
}
