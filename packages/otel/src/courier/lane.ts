import { ConfigError, type CapturePolicy, type DestinationConfig, type Signal } from '@codex-langfuse/config';
import {
  createExporter,
  deliver,
  type DeliveryFault,
  type DeliverySummary,
  type Exporter,
} from '@codex-langfuse/exporter';
import { configHash, destinationFingerprint } from '@codex-langfuse/exporter/identity';
import type { LedgerStore } from '../journal/ledger-store.ts';
import type { OpenJournal } from '../journal/open-journal.ts';
import type { Redactor } from '../redact/index.ts';
import type { DestinationReport, DrainInput } from './drain-input.ts';
import { isSettled } from './is-settled.ts';
import { createJournalSource } from './journal-source.ts';
import { contentView } from './restrict-content.ts';

export interface DrainRun {
  readonly input: DrainInput;
  readonly store: LedgerStore;
  readonly lanes: readonly Lane[];
  readonly redact: Redactor;
}

/** One destination during the run, with one journal at a time. `stopped`: it gets nothing more in this run. */
export interface Lane {
  readonly destination: DestinationConfig;
  readonly fingerprint: string;
  /** Or why there is none. */
  readonly exporter: Exporter | DeliveryFault;
  readonly summaries: DeliverySummary[];
  /** Ends, never rejects, when the journals before are done. */
  before: Promise<void>;
  stopped: Exclude<DeliverySummary['stopped'], 'empty'> | undefined;
}

export function openLane(destination: DestinationConfig, input: DrainInput): Lane {
  const fingerprint = destinationFingerprint(destination);
  try {
    const exporter = (input.createExporter ?? createExporter)(destination, input.environment);
    return { destination, fingerprint, exporter, summaries: [], before: Promise.resolve(), stopped: undefined };
  } catch (error) {
    // One destination that cannot be used keeps nothing from the others.
    if (!ConfigError.isInstance(error)) throw error;
    const { code, message, hint } = error;
    return {
      destination,
      fingerprint,
      exporter: { code, message, hint },
      summaries: [],
      before: Promise.resolve(),
      stopped: 'paused',
    };
  }
}

/** Tells the status why a destination without an exporter gets nothing. It is tried anew with each run. */
export function noteUnusable(
  { destination, fingerprint, exporter }: Lane,
  store: LedgerStore,
  nowUnixMillis: number,
): void {
  if (isUsable(exporter)) return;
  const known = store.health(fingerprint);
  if (known.state !== 'ok' && known.fault.code === exporter.code && known.fault.message === exporter.message) return;
  store.setHealth(fingerprint, {
    state: 'paused',
    configHash: configHash(destination),
    nextTryUnixMillis: nowUnixMillis,
    fault: exporter,
  });
}

export async function deliverLane(run: DrainRun, lane: Lane, journal: OpenJournal, writerGone: boolean): Promise<void> {
  const bound = journal.destinations.find(({ fingerprint }) => fingerprint === lane.fingerprint);
  if (bound === undefined || lane.stopped !== undefined || !isUsable(lane.exporter)) return;
  if (isSettled(journal, lane.fingerprint)) return;
  if (run.input.retryNow === true) journal.database.prepare(MAKE_DUE).run(bound.id);
  const recorded = JSON.parse(bound.policy) as CapturePolicy;
  const source = createJournalSource({
    journal,
    destination: bound.id,
    fingerprint: lane.fingerprint,
    signals: new Set(Object.keys(lane.destination.signals) as Signal[]),
    view: contentView(journal, recorded, lane.destination.capture, run.redact),
    writerGone,
    store: run.store,
    clock: run.input.clock,
  });
  const { clock, random, abort, deadlineUnixMillis } = run.input;
  const summary = await deliver(source, lane.destination, lane.exporter, { clock, random, abort, deadlineUnixMillis });
  lane.summaries.push(summary);
  if (summary.stopped !== 'empty') lane.stopped = summary.stopped;
}

const MAKE_DUE = "UPDATE outcomes SET next_try_unix_millis = 0 WHERE destination = ? AND state = 'pending'";

export function isUsable(exporter: Lane['exporter']): exporter is Exporter {
  return 'export' in exporter;
}

export function laneReport(
  { destination, fingerprint, exporter, summaries, stopped }: Lane,
  store: LedgerStore,
): DestinationReport {
  const sum = (count: (summary: DeliverySummary) => number): number =>
    summaries.reduce((total, summary) => total + count(summary), 0);
  const fault = isUsable(exporter) ? summaries.findLast((summary) => summary.fault !== undefined)?.fault : exporter;
  const health = stopped === 'backing-off' ? store.health(fingerprint) : undefined;
  return {
    name: destination.name,
    fingerprint,
    requests: sum(({ requests }) => requests),
    delivered: sum(({ delivered }) => delivered),
    rejected: sum(({ rejected }) => rejected),
    postponed: sum(({ postponed }) => postponed),
    stopped: stopped ?? 'empty',
    ...(fault === undefined ? {} : { fault }),
    ...(health === undefined || health.state === 'ok' ? {} : { nextTryUnixMillis: health.nextTryUnixMillis }),
  };
}
