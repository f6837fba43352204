import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { hasPending } from '../src/index.ts';
import { BATCH_ITEMS, sharedConfig } from './children/child-input.ts';
import { agentTurn } from './support/agent-turns.ts';
import { startChild } from './support/child-process.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { isBalanced } from './support/telemetry-home.ts';

const KILL_ROUNDS = 6;

test('kill -9 at random moments loses no event that record() returned for, and delivers each once', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < KILL_ROUNDS; round += 1) {
    const input = { codexHome: home.path, origin: receiver.origin, label: `r${round}` };
    const writer = startChild('record-events', input);
    const courier = startChild('deliver-journals', input);
    while (writer.lines().length < 20 && writer.process.exitCode === null) await sleep(2);
    await sleep(Math.random() * 60);
    writer.process.kill('SIGKILL');
    await sleep(Math.random() * 30);
    courier.process.kill('SIGKILL');
    expect([await writer.ended, await courier.ended]).toEqual(['SIGKILL', 'SIGKILL']);
    acknowledged.push(...writer.lines());
    expect(writer.errors() + courier.errors()).toBe('');
  }

  const config = sharedConfig(receiver.origin);
  expect(await home.drain(config)).toMatchObject({ complete: true, corrupt: [] });

  const text = receiver.text();
  expect(acknowledged.length).toBeGreaterThan(KILL_ROUNDS * 20);
  expect(acknowledged.filter((callId) => !text.includes(`output of ${callId}.`))).toEqual([]);
  const ids = receiver.logRecordIds();
  const { ledger } = home.status(config);
  expect(ledger).toMatchObject({ pending: 0, rejected: 0, expired: 0, delivered: new Set(ids).size });
  expect(isBalanced(ledger)).toBe(true);
  expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(KILL_ROUNDS * BATCH_ITEMS);
  expect(home.journalFiles()).toEqual([]);
}, 60_000);

test('regression: a look at the own lock file does not free it for other processes', async () => {
  const config = sharedConfig(receiver.origin);
  const manager = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  await home.drain(config);
  expect(hasPending(home.path)).toBe(false);

  const courier = startChild('deliver-journals', { codexHome: home.path, origin: receiver.origin, label: 'other' });
  while (courier.lines().length === 0) await sleep(5);
  courier.process.stdin?.end();
  expect([await courier.ended, courier.errors()]).toEqual([0, '']);

  expect(receiver.requests).toHaveLength(0);
  manager.close();
  expect(await home.drain(config)).toMatchObject({ removed: 1 });
}, 30_000);
