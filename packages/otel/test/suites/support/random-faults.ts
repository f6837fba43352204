import { Secret } from '@codex-langfuse/config';
import { EVENTS_PER_TURN } from '../../support/agent-turns.ts';
import { createTelemetryHome, type TelemetryHome } from '../../support/telemetry-home.ts';
import { assertSame } from './assert-same.ts';
import { faultsOf, type FaultName } from './fault-cases.ts';
import { startFaultReceiver, type FaultReceiver } from './fault-receiver.ts';
import { createLedgerOracle } from './ledger-oracle.ts';
import { statesOf, watchLedger } from './ledger-watch.ts';
import { destinationOver, FIRST_TURN_UNIX_MICROS, numberedTurn, timelessConfig } from './numbered-turns.ts';
import { sentAfterAcknowledgement } from './request-log.ts';

export interface RandomFaults {
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc';
  readonly turns: number;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface RandomFaultFacts {
  readonly events: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly requests: number;
  readonly runs: number;
}

/** Turns of one process. */
const TURNS_PER_JOURNAL = 10;

/** Share of requests that meet a fault. */
const FAULTY_SHARE = 0.3;

/** These take the whole time of a try. */
const SLOW: readonly FaultName[] = ['hang', 'slow body'];
const SLOW_SHARE = 0.1;

/**
 * Records turns and delivers them, with a random fault at many requests, the receiver away at times, and runs that go
 * on as soon as the destination may be tried. Throws where the ledger is not what the receiver's answers make it, at
 * any time, or where something is sent after its acknowledgement.
 */
export async function runRandomFaults(input: RandomFaults): Promise<RandomFaultFacts> {
  const home = createTelemetryHome();
  const receiver = await startFaultReceiver(input.protocol);
  try {
    return await runIn(home, receiver, input);
  } finally {
    await receiver.close();
    home.remove();
  }
}

async function runIn(
  home: TelemetryHome,
  receiver: FaultReceiver,
  { protocol, turns, random }: RandomFaults,
): Promise<RandomFaultFacts> {
  const oracle = createLedgerOracle(receiver);
  const pick = (most: number): number => Math.floor(random() * most);
  const faults = faultsOf(protocol).filter((fault) => fault !== 'ok');
  const configNow = (key: number) =>
    timelessConfig([
      destinationOver(protocol, receiver.origin, {
        timeoutMillis: 2000,
        batchMaxItems: 1 + pick(12),
        headers: { authorization: new Secret(`key ${key}`, 'test') },
      }),
    ]);
  const watch = watchLedger(home, configNow(0));
  const drawFault = (): FaultName => {
    if (random() >= FAULTY_SHARE) return 'ok';
    const fault = random() < 0.1 ? (`partial ${1 + pick(5)}` as const) : (faults[pick(faults.length)] ?? 'ok');
    return SLOW.includes(fault) && random() >= SLOW_SHARE ? 'reset' : fault;
  };
  receiver.answerWith(() => {
    if (random() < 0.1) watch.glance();
    return drawFault();
  });

  let now = FIRST_TURN_UNIX_MICROS / 1000;
  let runs = 0;
  /** One run, after which time passes until the next may try, or the configuration changes. */
  const deliver = async (): Promise<boolean> => {
    runs += 1;
    const isAway = random() < 0.1;
    if (isAway) await receiver.refuse();
    const config = configNow(pick(1000));
    const { complete } = await home.drain(config, {
      clock: () => now,
      random,
      deadlineUnixMillis: Infinity,
      createExporter: oracle.createExporter,
    });
    if (isAway) await receiver.listen();
    now = Math.max(now, home.status(config).destinations[0]?.nextTryUnixMillis ?? 0);
    watch.look();
    return complete;
  };

  for (let first = 0; first < turns; first += TURNS_PER_JOURNAL) {
    const manager = home.manager(configNow(0));
    for (let number = first; number < Math.min(turns, first + TURNS_PER_JOURNAL); number += 1)
      for (const event of numberedTurn('random', number)) manager.record(event);
    manager.close();
    await deliver();
  }
  for (let left = 1000; left > 0 && !(await deliver()); left -= 1);
  receiver.answerWith(() => 'ok');
  while (!(await deliver()));

  const recorded = turns * EVENTS_PER_TURN;
  const { delivered, rejected } = oracle.counts();
  assertSame(statesOf(watch.look()), { recorded, delivered, rejected, pending: 0 }, 'the ledger is off');
  assertSame(sentAfterAcknowledgement(receiver.log), [], 'sent again after an acknowledgement');
  assertSame(home.journalFiles(), []);
  return { events: recorded, delivered, rejected, requests: receiver.log.length, runs };
}
