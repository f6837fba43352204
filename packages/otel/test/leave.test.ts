import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { Secret, type OtelConfig } from '@codex-langfuse/config';
import { hasPending, isAnyDestinationDue } from '../src/index.ts';
import { visitOrphans } from '../src/journal/adopt-orphans.ts';
import { expireDestination } from '../src/journal/expire-events.ts';
import { ledgerStorePath } from '../src/journal/journal-paths.ts';
import { openLedgerStore } from '../src/journal/ledger-store.ts';
import { sharedConfig } from './children/child-input.ts';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { startChild } from './support/child-process.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus } from './support/otlp-receiver.ts';

const config = () => sharedConfig(receiver.origin);

test('a journal that was left belongs to whoever wants it, while its process still lives', async () => {
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  expect(manager.leave()).toBe(true);

  expect(hasPending(home.path)).toBe(true);
  const courier = startChild('deliver-journals', { codexHome: home.path, origin: receiver.origin, label: 'other' });
  while (hasPending(home.path)) await new Promise((resolve) => setTimeout(resolve, 20));
  courier.process.stdin?.end();
  expect([await courier.ended, courier.errors()]).toEqual([0, '']);
  expect(home.status(config()).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
  expect(home.journalFiles()).toEqual([]);
});

test('leaving brings nothing from the log into the file', () => {
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  const sizes = () => home.journalFiles().map((file) => [file, statSync(file).size]);
  const before = sizes();
  expect(before.find(([file]) => String(file).endsWith('-wal'))?.[1]).toBeGreaterThan(0);
  manager.leave();
  expect(sizes()).toEqual(before);
});

test('a journal without events is gone; leaving again and recording later do nothing', () => {
  const manager = home.manager(config());
  expect(manager.leave()).toBe(false);
  const other = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) other.record(event);
  expect(other.leave()).toBe(true);
  expect(other.leave()).toBe(false);
  const late = agentTurn({ conversationId: uuidv7() });
  for (const event of late) other.record(event);
  other.close();
  expect(other.ledger().notRecorded).toBe(late.length);
  expect(home.status(config()).ledger.recorded).toBe(EVENTS_PER_TURN);
});

test('a destination is due until it fails, and again when its time has come', async () => {
  const due = (nowUnixMillis: number) => isAnyDestinationDue(home.path, { config: config(), nowUnixMillis });
  expect(due(Date.now())).toBe(true);
  expect(readdirSync(home.path)).toEqual([]);
  receiver.answerWith(answerStatus(503, { 'retry-after': '60' }));
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.leave();
  await home.drain(config());
  expect(due(Date.now())).toBe(false);
  expect(due(Date.now() + 3_600_000)).toBe(true);
});

test('a destination that was paused is due at once when its configuration changes', async () => {
  receiver.answerWith(answerStatus(401));
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  await home.drain(config());
  const headers = { authorization: new Secret('Bearer new', 'test') };
  const changed = { ...config(), destinations: config().destinations.map((each) => ({ ...each, headers })) };
  const isDue = (each: OtelConfig): readonly boolean[] => {
    const now = { config: each, nowUnixMillis: Date.now() };
    return [isAnyDestinationDue(home.path, now), hasPending(home.path, now)];
  };
  expect(isDue(config())).toEqual([false, false]);
  expect(isDue(changed)).toEqual([true, true]);
});

test('a journal that is finished is due, too: somebody has to count and delete it', async () => {
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  visitOrphans(home.path, { nowUnixMillis: Date.now() }, ({ journal }) => {
    for (const { id } of journal.destinations) expireDestination(journal.database, id);
    return 'go on';
  });
  expect(hasPending(home.path, { config: config(), nowUnixMillis: Date.now() })).toBe(true);
  expect(await home.drain(config())).toMatchObject({ removed: 1, complete: true });
  expect(hasPending(home.path)).toBe(false);
});

test('regression: a thread that ended with its process wrote the ledger back and waited for the disk', async () => {
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.leave();
  await home.drain(config());
  const log = `${ledgerStorePath(home.path)}-wal`;
  // The last one to close it writes it back, and the log is gone.
  openLedgerStore(home.path).close();
  expect(existsSync(log)).toBe(false);

  const ofTheThread = openLedgerStore(home.path);
  ofTheThread.setHealth('0123456789abcdef', { state: 'ok' });
  isAnyDestinationDue(home.path, { config: config(), nowUnixMillis: Date.now() });
  ofTheThread.close();
  expect(statSync(log).size).toBeGreaterThan(0);
});

test('what waits in memory for a journal that others hold is written at the end', async () => {
  const manager = home.manager(config());
  const [first, ...rest] = agentTurn({ conversationId: uuidv7() });
  if (first !== undefined) manager.record(first);
  const released = await holdForWriting(journalFile(), 250);
  for (const event of rest) manager.record(event);
  expect(manager.leave()).toBe(true);
  await released();
  expect(home.status(config()).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, notRecorded: 0 });
});

test('what waits in memory for a journal that is never free is counted as not recorded', async () => {
  const manager = home.manager(config());
  const [first, ...rest] = agentTurn({ conversationId: uuidv7() });
  if (first !== undefined) manager.record(first);
  const released = await holdForWriting(journalFile(), 4000);
  for (const event of rest.slice(0, 3)) manager.record(event);
  const waiting = manager.ledger().recorded - 1;
  expect(waiting).toBeGreaterThan(0);
  manager.close();
  expect(manager.ledger()).toMatchObject({ recorded: 1, notRecorded: waiting });
  await released();
}, 30_000);

test('a ledger that others hold says nothing against a destination', () => {
  openLedgerStore(home.path).close();
  const held = new DatabaseSync(ledgerStorePath(home.path));
  held.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  expect(isAnyDestinationDue(home.path, { config: config(), nowUnixMillis: Date.now() })).toBe(true);
  held.close();
});

test('regression: what a process left was not delivered when its end held the journal for a moment', async () => {
  const manager = home.manager(config());
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.leave();
  const released = await holdForWriting(journalFile(), 1000);
  expect(await home.drain(config())).toMatchObject({ complete: false, busy: true });
  const later = await home.drain(config(), { persistent: true });
  // Looked at several times, it is one journal.
  expect(later).toMatchObject({ journals: 1, complete: true, busy: false });
  await released();
  expect(home.status(config()).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
});

function journalFile(): string {
  return String(home.journalFiles().find((file) => /journal.[^.]+\.v1\.sqlite$/.test(file)));
}

/** Another connection, in a thread, that lets nobody else write for a while; `released` resolves after it. */
async function holdForWriting(path: string, millis: number): Promise<() => Promise<unknown>> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(workerData.path, { timeout: 1000 });
    database.exec('BEGIN IMMEDIATE');
    parentPort.postMessage('held');
    setTimeout(() => database.close(), workerData.millis);
  `;
  const worker = new Worker(code, { eval: true, workerData: { path, millis } });
  const ended = once(worker, 'exit');
  await once(worker, 'message');
  return () => ended;
}
