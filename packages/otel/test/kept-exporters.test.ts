import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Exporter, ExporterFactory } from '@codex-langfuse/exporter';
import { sampleDestination, sampleEnvironment, sampleSpanItem } from '@codex-langfuse/exporter/testing';
import { createKeptExporters } from '../src/worker/kept-exporters.ts';

const never = new AbortController().signal;
const destination = sampleDestination('http://127.0.0.1:9');
const IDLE_MILLIS = 30;

/** Counts, and closes as it is told. */
function counted(close: () => Promise<void> = async () => undefined) {
  const counts = { created: 0, exported: 0, closed: 0 };
  const create: ExporterFactory = (): Exporter => {
    counts.created += 1;
    return {
      export: async () => {
        counts.exported += 1;
        return { kind: 'delivered' };
      },
      close: () => {
        counts.closed += 1;
        return close();
      },
    };
  };
  return { counts, create };
}

test('an exporter is there for one delivery after the other, and closed once nobody wants it', async () => {
  const { counts, create } = counted();
  const createKept = createKeptExporters(create, IDLE_MILLIS, fail);
  for (let delivery = 1; delivery <= 3; delivery += 1) {
    const exporter = createKept(destination, sampleEnvironment());
    expect(await exporter.export('traces', [sampleSpanItem(delivery)], never)).toEqual({ kind: 'delivered' });
    await exporter.close();
  }
  expect(counts).toEqual({ created: 1, exported: 3, closed: 0 });
  while (counts.closed === 0) await sleep(5);
  const later = createKept(destination, sampleEnvironment());
  expect(counts).toEqual({ created: 2, exported: 3, closed: 1 });
  // In use, it is not closed.
  await sleep(2 * IDLE_MILLIS);
  expect(counts.closed).toBe(1);
  await later.close();
});

test('destinations have exporters of their own', () => {
  const { counts, create } = counted();
  const createKept = createKeptExporters(create, IDLE_MILLIS, fail);
  createKept(destination, sampleEnvironment());
  createKept(sampleDestination('http://127.0.0.1:10'), sampleEnvironment());
  expect(counts.created).toBe(2);
});

test('who cannot close says so', async () => {
  const { create } = counted(() => Promise.reject(new Error('no')));
  const problem = Promise.withResolvers<unknown>();
  await createKeptExporters(create, 1, problem.resolve)(destination, sampleEnvironment()).close();
  // The timer of an exporter keeps no process alive.
  const [error] = await Promise.all([problem.promise, sleep(20)]);
  expect(error).toEqual(new Error('no'));
});

function fail(error: unknown): never {
  throw error;
}
