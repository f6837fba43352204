import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationConfig, OtelConfig } from '@codex-langfuse/config';
import { EVENTS_PER_TURN } from '../support/agent-turns.ts';
import { CAPTURE_METADATA } from '../support/configuration.ts';
import { createTelemetryHome, type TelemetryHome } from '../support/telemetry-home.ts';
import { meaningOf, type FaultName } from './support/fault-cases.ts';
import { startFaultReceiver, type FaultReceiver } from './support/fault-receiver.ts';
import { watchLedger } from './support/ledger-watch.ts';
import { destinationOver, numberedTurn, timelessConfig } from './support/numbered-turns.ts';
import { sentAfterAcknowledgement } from './support/request-log.ts';

let home: TelemetryHome;
let good: FaultReceiver;
let broken: FaultReceiver;

beforeEach(async () => {
  home = createTelemetryHome();
  good = await startFaultReceiver('http/protobuf');
  broken = await startFaultReceiver('http/json');
});

afterEach(async () => {
  await good.close();
  await broken.close();
  home.remove();
});

const JOURNALS = 5;

function both(changes: Partial<DestinationConfig> = {}): OtelConfig {
  return timelessConfig([
    destinationOver('http/json', broken.origin, { name: 'broken', ...changes }),
    destinationOver('http/protobuf', good.origin, { name: 'good' }),
  ]);
}

function recordJournals(config: OtelConfig, label = 'turn'): void {
  for (let number = 0; number < JOURNALS; number += 1) {
    const manager = home.manager(config);
    for (const event of numberedTurn(label, number)) manager.record(event);
    manager.close();
  }
}

function logRecordsAt({ log }: FaultReceiver): number {
  return log.flatMap(({ items }) => items).filter((key) => key.startsWith('logs ')).length;
}

describe('two destinations, one broken', () => {
  const faults: readonly FaultName[] = [
    'status 401',
    'status 429',
    'status 500',
    'status 503',
    'reset',
    'web page',
    'hang',
  ];

  test.each(faults)(
    '%s: the other gets everything in the same run, the broken one after it is mended',
    async (fault) => {
      const config = both(fault === 'hang' ? { timeoutMillis: 500 } : {});
      recordJournals(config);
      const watch = watchLedger(home, config);
      broken.answerWith(() => fault);
      good.answerWith(() => {
        watch.glance();
        return 'ok';
      });

      const report = await home.drain(config);

      const stopped = meaningOf(fault, 'http/json');
      expect(report).toMatchObject({ complete: false, destinations: [{ stopped }, { stopped: 'empty' }] });
      // What may be one signal's fault is tried once per signal, however many journals there are.
      expect(broken.log.length).toBeLessThanOrEqual(3);
      const recorded = JOURNALS * EVENTS_PER_TURN;
      expect(home.status(config).destinations).toMatchObject([
        { ledger: { recorded, delivered: 0, pending: recorded } },
        { ledger: { recorded, delivered: recorded, pending: 0 } },
      ]);
      expect(watch.look()).toMatchObject({ recorded, pending: recorded });

      broken.answerWith(() => 'ok');
      const sent = good.log.length;
      expect(await home.drain(config, { retryNow: true })).toMatchObject({ complete: true });
      expect(good.log).toHaveLength(sent);
      expect(watch.look()).toMatchObject({ recorded, delivered: recorded });
      for (const receiver of [good, broken]) expect(sentAfterAcknowledgement(receiver.log)).toEqual([]);
      expect(home.journalFiles()).toEqual([]);
    },
  );
});

test('regression: a slow destination held up the others at each journal', async () => {
  const config = both();
  recordJournals(config);
  broken.answerWith(() => 'hang');
  const abort = new AbortController();
  const running = home.drain(config, { abort: abort.signal });
  // Until its last answer was read: a request that is cut in flight may go out again.
  const pendingAtGood = (): number | undefined => home.status(config).destinations[1]?.ledger.pending;
  while (logRecordsAt(good) < JOURNALS * EVENTS_PER_TURN || pendingAtGood() !== 0) await sleep(5);
  expect(broken.log).toHaveLength(1);
  abort.abort();
  expect(await running).toMatchObject({ complete: false, destinations: [{ stopped: 'aborted' }, {}] });

  broken.answerWith(() => 'ok');
  expect(await home.drain(config)).toMatchObject({ complete: true });
  expect(logRecordsAt(broken)).toBe(JOURNALS * EVENTS_PER_TURN);
  expect(sentAfterAcknowledgement(good.log)).toEqual([]);
});

test('profiles in turn, with a changed capture: each destination gets its own events only, whoever delivers', async () => {
  const profileA = timelessConfig([destinationOver('http/protobuf', good.origin, { projectKeyId: 'pk-a' })]);
  const profileB = timelessConfig([
    destinationOver('http/json', broken.origin, { projectKeyId: 'pk-b', capture: CAPTURE_METADATA }),
  ]);
  recordJournals(profileA, 'of a');
  recordJournals(profileB, 'of b');
  for (const profile of [profileB, profileA, profileB]) await home.drain(profile);
  const [ofA, ofB] = [good, broken].map(({ log }) => new Set(log.flatMap(({ items }) => items)));
  expect([ofA?.size, ofB?.size]).toEqual([ofA?.size, ofA?.size]);
  expect([...(ofA ?? [])].filter((key) => ofB?.has(key))).toEqual([]);
  expect([logRecordsAt(good), logRecordsAt(broken)]).toEqual([JOURNALS * EVENTS_PER_TURN, JOURNALS * EVENTS_PER_TURN]);
  expect(home.journalFiles()).toEqual([]);
});
