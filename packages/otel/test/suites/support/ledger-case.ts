import assert from 'node:assert/strict';
import { Secret, type DestinationConfig } from '@codex-langfuse/config';
import type { DrainReport, Ledger } from '../../../src/index.ts';
import { EVENTS_PER_TURN } from '../../support/agent-turns.ts';
import { assertSame } from './assert-same.ts';
import { otelConfig } from '../../support/configuration.ts';
import { createTelemetryHome, type TelemetryHome } from '../../support/telemetry-home.ts';
import { meaningOf, RETRY_AFTER_MILLIS, type FaultName, type Meaning } from './fault-cases.ts';
import type { ArrivedRequest, FaultReceiver } from './fault-receiver.ts';
import { createLedgerOracle } from './ledger-oracle.ts';
import { statesOf, watchLedger, type LedgerWatch } from './ledger-watch.ts';
import { destinationOver, FIRST_TURN_UNIX_MICROS, numberedTurn } from './numbered-turns.ts';
import { acknowledgedItems, sentAfterAcknowledgement, type LoggedRequest } from './request-log.ts';

export interface LedgerCase {
  readonly receiver: FaultReceiver;
  readonly turns: number;
  /** What the receiver does until it is mended; `refused`: it does not listen. */
  readonly fault: FaultName | 'refused';
  /** Requests that meet the fault; all by default, the others are answered 200. */
  readonly when?: (request: ArrivedRequest) => boolean;
  /** What is mended: the receiver, and time passes; or the configuration, and no time passes. Default: the receiver. */
  readonly mend?: 'receiver' | 'configuration';
}

/** Of one `numberedTurn`. */
const SPANS_PER_TURN = 5;
const POINTS_PER_TURN = 5;

/** Requests that take this long are given up while the receiver misbehaves. */
const FAULTY_TIMEOUT_MILLIS = 400;

/**
 * Records numbered turns, delivers them into a fault, mends what is broken and delivers the rest. Throws where the
 * ledger is wrong at any observation, where something is sent after its acknowledgement, or where something is missing.
 */
export async function runLedgerCase(input: LedgerCase): Promise<Ledger> {
  const home = createTelemetryHome();
  try {
    return await runIn(home, input);
  } finally {
    if (input.fault === 'refused' && input.receiver.isRefusing()) await input.receiver.listen();
    home.remove();
  }
}

async function runIn(home: TelemetryHome, { receiver, turns, fault, when, mend }: LedgerCase): Promise<Ledger> {
  const { protocol } = receiver;
  const oracle = createLedgerOracle(receiver);
  const firstRequest = receiver.log.length;
  const logOfCase = () => receiver.log.slice(firstRequest);
  const configOf = (changes: Partial<DestinationConfig>) =>
    otelConfig([destinationOver(protocol, receiver.origin, changes)]);
  const faulty = configOf({ timeoutMillis: FAULTY_TIMEOUT_MILLIS });
  let now = FIRST_TURN_UNIX_MICROS / 1000;
  const drain = (config = faulty): Promise<DrainReport> =>
    home.drain(config, {
      clock: () => now,
      deadlineUnixMillis: now + 1000,
      createExporter: oracle.createExporter,
    });

  const watch = watchLedger(home, faulty);
  record(home, faulty, turns, `${protocol} ${fault}`, watch);
  const recorded = turns * EVENTS_PER_TURN;
  assert.equal(watch.look().pending, recorded);

  receiver.answerWith((request) => {
    watch.glance();
    return fault === 'refused' || when?.(request) === false ? 'ok' : fault;
  });
  if (fault === 'refused') await receiver.refuse();
  const report = await drain();
  watch.look();
  const meaning: Meaning = fault === 'refused' ? 'backing-off' : meaningOf(fault, protocol);

  if (meaning === 'backing-off' || meaning === 'paused') {
    assert.equal(report.destinations[0]?.stopped, meaning);
    assert.equal(home.status(faulty).destinations[0]?.state, meaning);
    if (when === undefined)
      assertSame(statesOf(watch.look()), { recorded, delivered: 0, rejected: 0, pending: recorded });
    await assertPatience(drain, logOfCase);
    const nextTry = home.status(faulty).destinations[0]?.nextTryUnixMillis ?? 0;
    assert.ok(nextTry > now, 'a destination that stopped says when to go on');
    if (fault === '429 with Retry-After' || fault === 'grpc 8 with RetryInfo') {
      assert.ok(nextTry >= now + RETRY_AFTER_MILLIS);
      now += RETRY_AFTER_MILLIS - 1;
      await assertPatience(drain, logOfCase);
    }
    if (mend !== 'configuration') now = nextTry;
  }

  receiver.answerWith(() => {
    watch.glance();
    return 'ok';
  });
  if (fault === 'refused') await receiver.listen();
  const mended =
    mend === 'configuration' ? configOf({ headers: { authorization: new Secret('renewed', 'test') } }) : configOf({});
  const end = await drain(mended);

  assertSame([end.complete, home.journalFiles()], [true, []]);
  const ledger = watch.look();
  const { delivered, rejected } = oracle.counts();
  assertSame(statesOf(ledger), { recorded, delivered, rejected, pending: 0 });
  if (meaning !== 'refused' && meaning !== 'partial') assert.equal(delivered, recorded);
  assertSame(sentAfterAcknowledgement(logOfCase()), []);
  if (rejected === 0) assertArrived(logOfCase, oracle.items(), turns);
  assertSame(home.problems, []);
  return ledger;
}

function record(
  home: TelemetryHome,
  config: ReturnType<typeof otelConfig>,
  turns: number,
  label: string,
  watch: LedgerWatch,
): void {
  const manager = home.manager(config);
  for (let number = 0; number < turns; number += 1) {
    for (const event of numberedTurn(label, number)) manager.record(event);
    assert.equal(manager.ledger().recorded, (number + 1) * EVENTS_PER_TURN);
    watch.look();
  }
  manager.close();
}

/** Before its time has come, a destination gets no request. */
async function assertPatience(drain: () => Promise<DrainReport>, log: () => readonly unknown[]): Promise<void> {
  const before = log().length;
  await drain();
  assert.equal(log().length, before, 'a request was sent before its time');
}

/** Everything that exporters were given, and of each turn its spans, log records and points, was acknowledged. */
function assertArrived(logOfCase: () => readonly LoggedRequest[], items: ReadonlySet<string>, turns: number): void {
  const arrived = [...acknowledgedItems(logOfCase())];
  const ids = new Set(arrived.map((key) => key.slice(key.indexOf(' ') + 1)));
  assertSame(
    [...items].filter((id) => !id.startsWith('metrics/') && !ids.has(id)),
    [],
  );
  const count = (signal: string): number => arrived.filter((key) => key.startsWith(`${signal} `)).length;
  assertSame(
    { spans: count('traces'), logs: count('logs'), points: count('metrics') },
    { spans: turns * SPANS_PER_TURN, logs: turns * EVENTS_PER_TURN, points: turns * POINTS_PER_TURN },
  );
}
