import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OtelConfig } from '@codex-langfuse/config';
import { adoptOrphans, hasPending } from '../../../src/index.ts';
import { isBusy } from '../../../src/journal/database.ts';
import { ledgerStorePath } from '../../../src/journal/journal-paths.ts';
import { sharedConfig } from '../../children/child-input.ts';
import { EVENTS_PER_TURN } from '../../support/agent-turns.ts';
import { startChild, type StartedChild } from '../../support/child-process.ts';
import { createTelemetryHome, type TelemetryHome } from '../../support/telemetry-home.ts';
import { assertSame } from './assert-same.ts';
import { startFaultReceiver, type FaultReceiver } from './fault-receiver.ts';
import { destinationOver, numberedTurn, timelessConfig } from './numbered-turns.ts';
import type { KillInput } from './kill-stages.ts';
import { statesOf, watchLedger } from './ledger-watch.ts';

export interface ManyProcesses {
  readonly recorders: number;
  readonly flushes: number;
  /** Tool results that each recorder records; every tenth ends a turn. */
  readonly events: number;
}

/**
 * Many processes record while others flush, all in one home, until the flushes have delivered everything. Throws where
 * an event is lost, sent twice or missing from the ledger, and where a process ends badly. Returns the events.
 */
export async function runManyProcesses({ recorders, flushes, events }: ManyProcesses): Promise<number> {
  return inHome(async (home, receiver, startOne) => {
    const input = { codexHome: home.path, origin: receiver.origin };
    const config = sharedConfig(receiver.origin);
    const watch = watchLedger(home, config);
    const start = (name: 'record-events' | 'deliver-journals', count: number): readonly StartedChild[] =>
      Array.from({ length: count }, (_, number) =>
        startOne(name, { ...input, label: `${name}-${number}`, count: events }),
      );
    const flushing = start('deliver-journals', flushes);
    const recording = start('record-events', recorders);
    const recorded = recorders * (events + Math.floor(events / 10));

    while (watch.look().delivered < recorded) {
      assertSame([...flushing, ...recording].map(({ errors }) => errors()).join(''), '');
      await sleep(50);
    }
    assertSame(
      await endsOf(recording),
      recording.map(() => 0),
    );
    for (const { process } of flushing) process.stdin?.end();
    assertSame(
      await endsOf(flushing),
      flushing.map(() => 0),
    );

    await home.drain(config);
    assertSame(home.journalFiles(), []);
    const arrived = receiver.log.flatMap(({ items }) => items);
    assert.equal(new Set(arrived).size, arrived.length, 'something arrived twice');
    assert.equal(arrived.filter((key) => key.startsWith('logs ')).length, recorded);
    assertSame(statesOf(watch.look()), { recorded, delivered: recorded, rejected: 0, pending: 0 });
    return recorded;
  });
}

/**
 * Suspends a process in the middle of a turn for a while, with couriers at work all the time. Throws where somebody
 * touches its journal, or where the turn does not go on as if nothing had been. Returns how often others looked.
 */
export async function runSuspended(suspendedMillis: number): Promise<number> {
  return inHome(async (home, receiver, startOne) => {
    const input = { codexHome: home.path, origin: receiver.origin };
    const config = sharedConfig(receiver.origin);
    const child = startOne('hold-a-turn', { ...input, label: 'suspended' });
    while (child.lines().length === 0 && child.process.exitCode === null) await sleep(5);
    child.process.kill('SIGSTOP');
    const files = home.journalFiles();
    const courier = startOne('deliver-journals', { ...input, label: 'courier' });

    let looks = 0;
    for (const end = Date.now() + suspendedMillis; Date.now() < end; looks += 1) {
      assertSame([...adoptOrphans(home.path, { nowUnixMillis: Date.now() })], []);
      assert.equal(hasPending(home.path), false);
      assert.equal((await home.drain(config)).journals, 0);
      await sleep(Math.min(500, suspendedMillis / 10));
    }
    assert.equal(courier.process.exitCode, null);
    assertSame([home.journalFiles(), receiver.log], [files, []], 'a journal of a suspended process was touched');

    child.process.kill('SIGCONT');
    child.process.stdin?.end();
    assertSame([await child.ended, child.errors()], [0, '']);
    courier.process.stdin?.end();
    assertSame([await courier.ended, courier.errors()], [0, '']);
    assertSame([(await home.drain(config)).complete, home.journalFiles()], [true, []]);

    const arrived = receiver.log.flatMap(({ items }) => items);
    const traces = new Set(arrived.filter((key) => key.startsWith('traces ')).map((key) => key.split('/', 1)[0]));
    assert.deepEqual([new Set(arrived).size, traces.size], [arrived.length, 1]);
    assertSame(statesOf(home.status(config).ledger), {
      recorded: EVENTS_PER_TURN,
      delivered: EVENTS_PER_TURN,
      rejected: 0,
      pending: 0,
    });
    return looks;
  });
}

/**
 * Suspends a courier while it writes the ledger, which locks it. Throws where others do not deliver all the same, or
 * send anything twice.
 */
export async function runWithSuspendedLedger(): Promise<void> {
  await inHome(async (home, receiver, startOne) => {
    const broken = await startFaultReceiver('http/protobuf');
    broken.answerWith(() => 'status 503');
    const good = timelessConfig([destinationOver('http/protobuf', receiver.origin)]);
    const away = destinationOver('http/protobuf', broken.origin, { name: 'broken' });
    const both = timelessConfig([...good.destinations, away]);
    recordTurn(home, good, 'orphan');
    const input: KillInput = {
      codexHome: home.path,
      origin: receiver.origin,
      protocol: 'http/protobuf',
      label: 'suspended',
      moment: 'in adoption: before it is counted',
      hits: 1,
      signal: 'SIGSTOP',
      delayNanos: 0,
    };
    const courier = startOne('work-until-killed', input);
    // After the last request the next thing that is written to the ledger is what the courier stops at.
    while (!receiver.log.some(({ signal }) => signal === 'metrics') || !isLocked(home)) await sleep(20);

    recordTurn(home, both, 'both');
    const { complete, destinations } = await home.drain(both);
    assertSame([complete, destinations.map(({ stopped }) => stopped)], [false, ['empty', 'backing-off']]);
    assertSame((await home.drain(good)).destinations[0]?.requests, 0);

    courier.process.kill('SIGKILL');
    assert.equal(await courier.ended, 'SIGKILL');
    broken.answerWith(() => 'ok');
    assert.equal((await home.drain(both, { retryNow: true })).complete, true);
    await broken.close();
    assertSame(home.journalFiles(), []);
    const arrived = receiver.log.flatMap(({ items }) => items);
    assert.equal(new Set(arrived).size, arrived.length, 'something arrived twice');
  });
}

function recordTurn(home: TelemetryHome, config: OtelConfig, label: string): void {
  const manager = home.manager(config);
  for (const event of numberedTurn(label, 0)) manager.record(event);
  manager.close();
}

function isLocked(home: TelemetryHome): boolean {
  const path = ledgerStorePath(home.path);
  if (!existsSync(path)) return false;
  const ledger = new DatabaseSync(path);
  try {
    ledger.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (error) {
    if (!isBusy(error)) throw error;
    return true;
  } finally {
    ledger.close();
  }
}

/** Whatever happens, no process is left behind, suspended for ever. */
async function inHome<Result>(
  work: (home: TelemetryHome, receiver: FaultReceiver, start: typeof startChild) => Promise<Result>,
): Promise<Result> {
  const home = createTelemetryHome();
  const receiver = await startFaultReceiver('http/protobuf');
  const children: StartedChild[] = [];
  try {
    return await work(home, receiver, (name, input) => {
      const child = startChild(name, input);
      children.push(child);
      return child;
    });
  } finally {
    for (const child of children) child.process.kill('SIGKILL');
    await endsOf(children);
    await receiver.close();
    home.remove();
  }
}

function endsOf(children: readonly StartedChild[]): Promise<(number | string)[]> {
  return Promise.all(children.map(({ ended }) => ended));
}
