import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { v7 as uuidv7 } from 'uuid';
import type { OtelConfig } from '@codex-langfuse/config';
import type { ReceivedRequest } from '@codex-langfuse/exporter/testing';
import { dropQuarantine, readPayloads, readQuarantine, retryQuarantine, type RetryReport } from '../src/index.ts';
import { ledgerStorePath } from '../src/journal/journal-paths.ts';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus, startOtlpReceiver } from './support/otlp-receiver.ts';
import { drainInput, isBalanced } from './support/telemetry-home.ts';

function recordTurn(config: OtelConfig): void {
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
}

function retryAll(config: OtelConfig): Promise<RetryReport> {
  const ids = new Set(readQuarantine(home.path).map(({ id }) => id));
  return retryQuarantine({ ...drainInput(home.path, config), ids });
}

/** 400 for every request with the tool's span in it, as a receiver does that cannot read one item. */
function refuseTool(request: ReceivedRequest, response: ServerResponse): void {
  response.writeHead(Buffer.from(request.body).includes('execute_tool') ? 400 : 200).end();
}

test('a refused item is listed with its reason, delivered later with its own id, and the ledger follows', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  receiver.answerWith(refuseTool);
  recordTurn(config);
  await home.drain(config);
  const { ledger, destinations } = home.status(config);
  expect(ledger).toMatchObject({ recorded: EVENTS_PER_TURN, pending: 0 });
  expect(ledger.rejected).toBeGreaterThan(0);
  expect(destinations).toMatchObject([{ quarantined: 1 }]);
  const [entry] = readQuarantine(home.path);
  expect(entry).toMatchObject({
    destination: 'default',
    signal: 'traces',
    names: ['execute_tool exec_command'],
    items: 1,
    rejected: 1,
    place: 'ledger',
    fault: { code: 'http_400' },
  });
  if (entry === undefined) throw new Error('one entry is expected');
  expect(readPayloads(home.path, entry)).toEqual([expect.stringContaining('execute_tool exec_command')]);

  expect(await retryAll(config)).toMatchObject({ delivered: 0, rejected: 1, left: 0 });
  expect(home.status(config).ledger).toEqual(ledger);

  receiver.answerWith((_request, response) => void response.end());
  expect(await retryAll(config)).toMatchObject({ delivered: 1, rejected: 0, left: 0, skipped: [] });

  expect(receiver.spans().at(-1)).toMatchObject({ id: entry.itemIds[0], name: 'execute_tool exec_command' });
  expect(home.status(config)).toMatchObject({
    ledger: { recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN, rejected: 0, pending: 0 },
    destinations: [{ quarantined: 0, ledger: { delivered: EVENTS_PER_TURN, rejected: 0 } }],
  });
  expect(readQuarantine(home.path)).toEqual([]);
});

test('regression: one item that was damaged on disk hid the quarantine, and kept the others from being retried', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  receiver.answerWith(answerStatus(400));
  recordTurn(config);
  await home.drain(config);
  const ledger = new DatabaseSync(ledgerStorePath(home.path));
  const one = 'WHERE id = (SELECT MIN(id) FROM quarantine)';
  ledger.exec(`UPDATE quarantine SET payload = 'x' || payload, fault = 'x' || fault ${one}`);
  ledger.close();

  const before = readQuarantine(home.path);
  expect(before.filter(({ names }) => names.includes('damaged'))).toMatchObject([{ fault: { code: 'unknown' } }]);
  receiver.answerWith((_request, response) => void response.end());
  expect(await retryAll(config)).toMatchObject({ delivered: before.length - 1, left: 1 });
  expect(readQuarantine(home.path)).toHaveLength(1);
});

test('who looks at journals and ledger together can tell that a retry moved events', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  receiver.answerWith(refuseTool);
  recordTurn(config);
  await home.drain(config);
  const ledger = new DatabaseSync(ledgerStorePath(home.path), { readOnly: true });
  const generation = (): number =>
    Number(ledger.prepare("SELECT value FROM meta WHERE key = 'generation'").get()?.['value']);
  const before = generation();
  receiver.answerWith((_request, response) => void response.end());
  await retryAll(config);
  expect(generation()).toBeGreaterThan(before);
  ledger.close();
});

test('an event stays rejected until the last of its items is delivered, and as long as another destination refuses it', async () => {
  const other = await startOtlpReceiver();
  other.answerWith(answerStatus(400));
  const config = otelConfig([destinationAt(receiver.origin), destinationAt(other.origin, { name: 'other' })]);
  receiver.answerWith(answerStatus(400));
  recordTurn(config);
  await home.drain(config);
  const all = EVENTS_PER_TURN;
  expect(home.status(config).ledger).toMatchObject({ recorded: all, rejected: all });

  receiver.answerWith((_request, response) => void response.end());
  const own = readQuarantine(home.path).filter(({ destination }) => destination === 'default');
  let delivered = 0;
  for (const { id } of own) {
    await retryQuarantine({ ...drainInput(home.path, config), ids: new Set([id]) });
    const status = home.status(config);
    expect(isBalanced(status.ledger)).toBe(true);
    expect(status.ledger.rejected).toBe(all);
    const count = status.destinations[0]?.ledger.delivered ?? 0;
    expect(count).toBeGreaterThanOrEqual(delivered);
    delivered = count;
  }
  expect(delivered).toBe(all);

  other.answerWith((_request, response) => void response.end());
  await retryAll(config);
  expect(home.status(config).ledger).toMatchObject({ recorded: all, delivered: all, rejected: 0 });
  await other.close();
});

test('a partly refused batch is one entry of k of n, and a retry finds the culprit', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  receiver.answerWith((_request, response) => {
    // ExportTraceServiceResponse{partial_success{rejected_spans: 1}}
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(Buffer.from([0x0a, 0x02, 0x08, 0x01]));
  });
  recordTurn(config);
  await home.drain(config);
  const { ledger } = home.status(config);
  const [entry, ...others] = readQuarantine(home.path);
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ rejected: 1, fault: { code: 'partial_success' } });
  expect(entry?.items).toBeGreaterThan(1);

  receiver.answerWith(refuseTool);
  expect(await retryAll(config)).toMatchObject({ rejected: 1, delivered: (entry?.items ?? 0) - 1 });

  expect(readQuarantine(home.path)).toMatchObject([{ names: ['execute_tool exec_command'], items: 1 }]);
  const after = home.status(config).ledger;
  expect(isBalanced(after)).toBe(true);
  expect(after.recorded).toBe(ledger.recorded);
  expect(after.rejected).toBeGreaterThan(0);
});

test('items in a journal that is not finished become pending again', async () => {
  const waiting = destinationAt('http://127.0.0.1:9', { name: 'elsewhere' });
  recordTurn(otelConfig([destinationAt(receiver.origin), waiting]));
  const config = otelConfig([destinationAt(receiver.origin)]);
  receiver.answerWith(refuseTool);
  await home.drain(config);
  expect(readQuarantine(home.path)).toMatchObject([{ place: 'journal', items: 1 }]);

  receiver.answerWith((_request, response) => void response.end());
  expect(await retryAll(config)).toMatchObject({ requeued: 1, delivered: 0, skipped: [] });
  await home.drain(config);

  const ids = receiver.spans().map(({ id }) => id);
  expect(receiver.spans().at(-1)?.name).toBe('execute_tool exec_command');
  expect(new Set(ids).size).toBeLessThan(ids.length);
  expect(home.status(config)).toMatchObject({
    destinations: [
      { name: 'default', ledger: { delivered: EVENTS_PER_TURN, rejected: 0 } },
      { name: 'elsewhere', state: 'waiting for config' },
    ],
  });
});

describe('what cannot be retried is said', () => {
  test('a destination that the configuration does not hold', async () => {
    receiver.answerWith(answerStatus(400));
    const config = otelConfig([destinationAt(receiver.origin)]);
    recordTurn(config);
    await home.drain(config);
    const report = await retryAll(otelConfig([]));
    expect(report.skipped).not.toHaveLength(0);
    expect(report.skipped).toContainEqual({ id: expect.any(String), reason: 'not-configured' });
  });

  test('a receiver that is down: everything stays as it was', async () => {
    receiver.answerWith(answerStatus(400));
    const config = otelConfig([destinationAt(receiver.origin)]);
    recordTurn(config);
    await home.drain(config);
    const before = readQuarantine(home.path);
    receiver.answerWith(answerStatus(503));
    expect(await retryAll(config)).toMatchObject({ delivered: 0, rejected: 0, left: before.length });
    expect(readQuarantine(home.path)).toEqual(before);
  });
});

test('dropped items are gone as bytes; their events stay counted as rejected', async () => {
  const marker = 'planted-output-marker';
  receiver.answerWith(refuseTool);
  const config = otelConfig([destinationAt(receiver.origin)]);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7(), toolOutput: marker })) manager.record(event);
  manager.close();
  await home.drain(config);
  expect(home.bytes()).toContain(marker);
  const { rejected } = home.status(config).ledger;
  const ids = new Set(readQuarantine(home.path).map(({ id }) => id));

  const report = dropQuarantine({ codexHome: home.path, ids, nowUnixMillis: Date.now() });

  expect(report).toEqual({ entries: 1, items: 1, inUse: [] });
  expect(home.bytes()).not.toContain(marker);
  expect(home.status(config)).toMatchObject({ ledger: { rejected }, destinations: [{ quarantined: 0 }] });
});
