import { ConfigError, type CapturePolicy, type DestinationConfig, type Signal } from '@codex-langfuse/config';
import {
  createExporter,
  deliver,
  type DeliveryFault,
  type DeliverySummary,
  type Exporter,
} from '@codex-langfuse/exporter';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { adoptOrphans, type AdoptedJournal } from '../journal/adopt-orphans.ts';
import { isBusy, isCorrupt } from '../journal/database.ts';
import { expireOldEvents } from '../journal/expire-events.ts';
import { journalPaths } from '../journal/journal-paths.ts';
import { openLedgerStore, type LedgerStore } from '../journal/ledger-store.ts';
import { openJournal, type OpenJournal } from '../journal/open-journal.ts';
import { DELIVERY_INDEX } from '../journal/schema.ts';
import { createRedactor, type Redactor } from '../redact/index.ts';
import type { DestinationReport, DrainInput, DrainReport } from './drain-input.ts';
import { forgetFolded } from './forget-folded.ts';
import { isSettled } from './is-settled.ts';
import { createJournalSource } from './journal-source.ts';
import { keepWithinLimits } from './keep-within-limits.ts';
import { contentView } from './restrict-content.ts';

/**
 * Delivers what stands in journals that nobody owns, and in the own one: assembles turns, sends their items to the
 * destinations they are bound to, writes the outcomes, and deletes adopted journals in which everything is final.
 * Rejects when the ledger cannot be opened or a journal cannot be written.
 */
export async function drain(input: DrainInput): Promise<DrainReport> {
  const lanes = input.config.destinations.map((destination) => openLane(destination, input));
  const store = openLedgerStore(input.codexHome);
  const run: DrainRun = { input, store, lanes, redact: createRedactor(input.config.redact) };
  const corrupt: string[] = [];
  let journals = 0;
  let removed = 0;
  let complete = true;
  if (input.retryNow === true) for (const { fingerprint } of lanes) store.setHealth(fingerprint, { state: 'ok' });
  try {
    const own = openOwn(input);
    if (own !== undefined) {
      journals += 1;
      try {
        complete = (await drainJournal(run, own, false)) && complete;
        // The recording side leaves checkpoints, which wait for the disk, to the courier.
        own.database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      } finally {
        own.close();
      }
    }
    for (const adoption of adoptOrphans(input.codexHome, { nowUnixMillis: input.clock() })) {
      if (adoption.kind === 'corrupt') {
        corrupt.push(adoption.path);
        continue;
      }
      journals += 1;
      const end = await drainAdopted(run, adoption.adopted);
      if (end.kind === 'removed') removed += 1;
      else if (end.kind === 'corrupt') corrupt.push(end.path);
      complete = complete && (end.kind === 'corrupt' || end.complete);
      if (input.abort.aborted || (lanes.length > 0 && lanes.every(({ stopped }) => stopped !== undefined))) {
        // There may be more journals, which nobody looked at.
        complete = false;
        break;
      }
    }
    if (!input.abort.aborted) {
      const limited = keepWithinLimits(input, store);
      removed += limited.removed;
      corrupt.push(...limited.corrupt);
    }
    return { journals, removed, corrupt, destinations: lanes.map((lane) => toReport(lane, store)), complete };
  } finally {
    await Promise.all(lanes.flatMap(({ exporter }) => (isUsable(exporter) ? [exporter.close()] : [])));
    store.close();
  }
}

interface DrainRun {
  readonly input: DrainInput;
  readonly store: LedgerStore;
  readonly lanes: readonly Lane[];
  readonly redact: Redactor;
}

/** One destination during the run. `stopped`: it gets nothing more in this run. */
interface Lane {
  readonly destination: DestinationConfig;
  readonly fingerprint: string;
  /** Or why there is none. */
  readonly exporter: Exporter | DeliveryFault;
  readonly summaries: DeliverySummary[];
  stopped: Exclude<DeliverySummary['stopped'], 'empty'> | undefined;
}

function openLane(destination: DestinationConfig, input: DrainInput): Lane {
  const fingerprint = destinationFingerprint(destination);
  try {
    const exporter = (input.createExporter ?? createExporter)(destination, input.environment);
    return { destination, fingerprint, exporter, summaries: [], stopped: undefined };
  } catch (error) {
    // One destination that cannot be used keeps nothing from the others.
    if (!ConfigError.isInstance(error)) throw error;
    const { code, message, hint } = error;
    return { destination, fingerprint, exporter: { code, message, hint }, summaries: [], stopped: 'paused' };
  }
}

function openOwn(input: DrainInput): OpenJournal | undefined {
  return input.own === undefined
    ? undefined
    : openJournal(journalPaths(input.codexHome, input.own.writer), 'read-write');
}

/** What became of an adopted journal. `complete`: nothing is left in it that this configuration can deliver. */
type JournalEnd =
  | { readonly kind: 'removed' | 'kept'; readonly complete: boolean }
  | { readonly kind: 'corrupt'; readonly path: string };

async function drainAdopted(run: DrainRun, adopted: AdoptedJournal): Promise<JournalEnd> {
  const { journal } = adopted;
  try {
    // Counted already: its adopter died before it had deleted everything. A part of the file may say other things.
    if (!run.store.isFolded(journal.writer)) {
      const complete = await drainJournal(run, journal, true);
      if (!isSettled(journal)) {
        adopted.release();
        return { kind: 'kept', complete };
      }
      run.store.fold(journal, run.input.clock());
    }
  } catch (error) {
    if (isCorrupt(error)) return { kind: 'corrupt', path: adopted.setAside() };
    adopted.release();
    // Other processes hold the ledger for longer than is worth waiting: the next run goes on.
    if (isBusy(error)) return { kind: 'kept', complete: false };
    throw error;
  }
  adopted.remove();
  forgetFolded(run.store, journal.writer);
  return { kind: 'removed', complete: true };
}

/** Each destination at its own pace. Says whether nothing is left that this configuration can deliver. */
async function drainJournal(run: DrainRun, journal: OpenJournal, writerGone: boolean): Promise<boolean> {
  journal.database.exec(DELIVERY_INDEX);
  if (writerGone) expireOldEvents(journal, run.input.clock() - run.input.config.journal.maxAgeMillis);
  const ends = await Promise.allSettled(run.lanes.map((lane) => deliverLane(run, lane, journal, writerGone)));
  // Not before all have ended: an acknowledgement that comes after the journal was closed could not be written.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return run.lanes.every((lane) => isSettled(journal, lane.fingerprint));
}

async function deliverLane(run: DrainRun, lane: Lane, journal: OpenJournal, writerGone: boolean): Promise<void> {
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

function isUsable(exporter: Lane['exporter']): exporter is Exporter {
  return 'export' in exporter;
}

function toReport(
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
