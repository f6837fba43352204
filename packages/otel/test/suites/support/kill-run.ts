import assert from 'node:assert/strict';
import { startChild } from '../../support/child-process.ts';
import { createTelemetryHome, type TelemetryHome } from '../../support/telemetry-home.ts';
import { assertSame } from './assert-same.ts';
import { startFaultReceiver, type FaultReceiver } from './fault-receiver.ts';
import { momentsOf, type KillInput, type KillMoment, type KillStage } from './kill-stages.ts';
import { statesOf, watchLedger } from './ledger-watch.ts';
import { destinationOver, numberedTurn, timelessConfig } from './numbered-turns.ts';
import { logKey } from './request-log.ts';

export interface KillRun {
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc';
  /** One process is killed per moment, in this order, in one home. */
  readonly moments: readonly KillMoment[];
  /** In [0, 1). */
  readonly random: () => number;
}

export interface KillFacts {
  readonly kills: number;
  /** Events that `record` returned for in processes that were killed. */
  readonly acknowledged: number;
  readonly delivered: number;
  /** Items that arrived more than once. */
  readonly duplicates: number;
  /** Requests that were in flight at a kill, and whose items were sent again. */
  readonly repeatedRequests: number;
}

/**
 * Kills one process after another and lets the last one deliver. Throws where an event is lost, where more was sent
 * again than the one request in flight per kill, or where the ledger is wrong.
 */
export async function runKills(run: KillRun): Promise<KillFacts> {
  const home = createTelemetryHome();
  const receiver = await startFaultReceiver(run.protocol);
  try {
    const acknowledged = new Set<string>();
    recordOrphan(home, configOf(receiver));
    const watch = watchLedger(home, configOf(receiver));
    for (const [round, moment] of run.moments.entries()) {
      for (const id of await killOnce(home, receiver, run, moment, `round-${round}`)) acknowledged.add(id);
      watch.look();
    }
    receiver.answerWith(() => 'ok');
    const clock = (): number => Date.now() + STRAY_LOCK_MILLIS;
    const last = await home.drain(configOf(receiver), { clock, deadlineUnixMillis: Infinity, retryNow: true });
    assertSame([last.complete, last.corrupt, home.journalFiles()], [true, [], []]);

    const arrived = new Set(receiver.log.flatMap(({ items }) => items));
    assertSame(
      [...acknowledged].filter((id) => !arrived.has(logKey(id))),
      [],
      'events are lost',
    );
    const logRecords = [...arrived].filter((key) => key.startsWith('logs ')).length;
    const recorded = logRecords;
    assertSame(statesOf(watch.look()), { recorded, delivered: recorded, rejected: 0, pending: 0 });
    return {
      kills: run.moments.length,
      acknowledged: acknowledged.size,
      delivered: logRecords,
      ...repetitions(receiver, run.moments.length),
    };
  } finally {
    await receiver.close();
    home.remove();
  }
}

/** Lock files of journals that are gone are removed after an hour. */
const STRAY_LOCK_MILLIS = 2 * 60 * 60 * 1000;

/** `count` moments that go through all stages again and again, and through the moments of each stage in turn. */
export function killPlan(stages: readonly KillStage[], count: number): readonly KillMoment[] {
  return Array.from({ length: count }, (_, index) => {
    const stage = stages[index % stages.length] ?? 'in append';
    const moments = momentsOf(stage);
    const moment = moments[Math.floor(index / stages.length) % moments.length];
    if (moment === undefined) throw new Error(`the stage ${stage} has no moments`);
    return moment;
  });
}

function configOf({ protocol, origin }: FaultReceiver) {
  return timelessConfig([destinationOver(protocol, origin)]);
}

/** So that the first process finds something to adopt. */
function recordOrphan(home: TelemetryHome, config: ReturnType<typeof timelessConfig>): void {
  const manager = home.manager(config);
  for (const event of numberedTurn('orphan', 0)) manager.record(event);
  manager.close();
}

/** The ids of the events that the process recorded. */
async function killOnce(
  home: TelemetryHome,
  receiver: FaultReceiver,
  { protocol, random }: KillRun,
  moment: KillMoment,
  label: string,
): Promise<readonly string[]> {
  const pick = (most: number): number => 1 + Math.floor(random() * most);
  const hits = MOST_HITS.find(([stage]) => moment.startsWith(stage))?.[1] ?? 1;
  const input: KillInput = {
    codexHome: home.path,
    origin: receiver.origin,
    protocol,
    label,
    moment,
    hits: pick(hits),
    delayNanos: pick(moment.startsWith('in checkpoint') ? 2_000_000 : 60_000),
  };
  let requests = 0;
  receiver.answerWith(({ userAgent }) => {
    if (!isFrom(userAgent, label) || !moment.startsWith('request sent')) return 'ok';
    requests += 1;
    if (requests < input.hits) return 'ok';
    child.process.kill('SIGKILL');
    return 'hang';
  });
  const child = startChild('work-until-killed', input);
  assert.equal(await child.ended, 'SIGKILL', `${moment}: ${child.errors()}`);
  assert.equal(child.errors(), '');
  return child.lines();
}

/** Moments come at most this often before the process is killed. */
const MOST_HITS: readonly (readonly [string, number])[] = [
  ['in append: before', 3],
  ['in append', 20],
  ['after append', 20],
  ['request sent', 8],
  ['answer read', 8],
  ['before the outcome', 8],
  ['in checkpoint: of', 4],
];

function isFrom(userAgent: string, label: string): boolean {
  return userAgent.split(' ', 1)[0] === label;
}

/** Whatever arrived twice must have been in the last request of a process that was killed. */
function repetitions({ log }: FaultReceiver, rounds: number): Pick<KillFacts, 'duplicates' | 'repeatedRequests'> {
  const inFlight = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const last = log.findLast(({ userAgent }) => isFrom(userAgent, `round-${round}`));
    if (last !== undefined) inFlight.add(last.number);
  }
  const lastSeenIn = new Map<string, number>();
  const repeated = new Set<number>();
  let duplicates = 0;
  for (const { number, items } of log) {
    for (const item of items) {
      const before = lastSeenIn.get(item);
      lastSeenIn.set(item, number);
      if (before === undefined) continue;
      assert.ok(inFlight.has(before), `${item} was sent in request ${before}, which no kill cut, and in ${number}`);
      duplicates += 1;
      repeated.add(before);
    }
  }
  return { duplicates, repeatedRequests: repeated.size };
}
