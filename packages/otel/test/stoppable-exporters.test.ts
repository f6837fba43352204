import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sampleEnvironment, sampleSpanItem, startHttpReceiver } from '@codex-langfuse/exporter/testing';
import type { HttpReceiver } from '@codex-langfuse/exporter/testing';
import { createStopSwitch } from '../src/worker/stop-switch.ts';
import { createStoppableExporters } from '../src/worker/stoppable-exporters.ts';
import { destinationAt, liveSessionConfig } from './support/configuration.ts';

const never = new AbortController().signal;

let receiver: HttpReceiver;
let stops: number;
beforeEach(async () => {
  receiver = await startHttpReceiver();
  stops = 0;
});
afterEach(() => receiver.close());

function exporterWith(shared: ReturnType<typeof createStopSwitch>) {
  const create = createStoppableExporters(shared, () => (stops += 1));
  return create(destinationAt(receiver.origin), sampleEnvironment());
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the other thread sees through the shared memory when a request is under way, and when it was the last', async () => {
  const other = createStopSwitch();
  const exporter = exporterWith(createStopSwitch(other.memory));
  let answer: () => void = () => undefined;
  receiver.answerWith((_request, response) => (answer = () => response.end()));
  expect(other.underWay).toBe(0);
  const exported = exporter.export('traces', [sampleSpanItem(1)], never);
  while (receiver.requests.length === 0) await nextTurn();
  expect(other.underWay).toBe(1);
  other.stop();
  answer();
  expect(await exported).toEqual({ kind: 'delivered' });
  // Its outcome can be written before the other thread may go.
  expect({ underWay: other.underWay, stops }).toEqual({ underWay: 1, stops: 0 });
  await nextTurn();
  expect({ underWay: other.underWay, stops }).toEqual({ underWay: 0, stops: 1 });
  await exporter.close();
});

test('after the stop nothing is sent, and nothing is under way', async () => {
  const other = createStopSwitch();
  const exporter = exporterWith(createStopSwitch(other.memory));
  other.stop();
  const unanswered = exporter.export('traces', [sampleSpanItem(1)], never);
  const outcome = await Promise.race([unanswered, nextTurn().then(nextTurn)]);
  expect(outcome).toBeUndefined();
  expect({ underWay: other.underWay, stops, requests: receiver.requests.length }).toEqual({
    underWay: 0,
    stops: 1,
    requests: 0,
  });
  await exporter.close();
});

test('nobody waits for a destination that failed last, until it works again', async () => {
  const other = createStopSwitch();
  const exporter = exporterWith(createStopSwitch(other.memory));
  const seen: number[] = [];
  const answerWith = (status: number): void =>
    receiver.answerWith((_request, response) => {
      seen.push(other.underWay);
      response.writeHead(status).end();
    });
  for (const status of [503, 503, 200, 200]) {
    answerWith(status);
    await exporter.export('traces', [sampleSpanItem(1)], never);
    await nextTurn();
  }
  expect(seen).toEqual([1, 0, 0, 1]);
  await exporter.close();
});

test('a program that prints no secret is the destination’s fault, and nothing is sent without it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'codex-token-'));
  const tokenProgram = join(folder, 'token.sh');
  writeFileSync(tokenProgram, '#!/bin/sh\necho asked >> "$0.log"\nexit 3\n', { mode: 0o755 });
  const [destination] = liveSessionConfig({ origin: receiver.origin, tokenProgram }).destinations;
  const create = createStoppableExporters(createStopSwitch(), () => (stops += 1));
  const exporter = create(destination ?? destinationAt(receiver.origin), sampleEnvironment());
  expect(await exporter.export('traces', [sampleSpanItem(1)], never)).toMatchObject({ kind: 'destination' });
  expect(receiver.requests).toHaveLength(0);
  // The exporter has not asked it again, which would hold the thread up.
  expect(readFileSync(`${tokenProgram}.log`, 'utf8')).toBe('asked\n');
  await exporter.close();
  rmSync(folder, { recursive: true });
});
