import { adoptOrphans, type AdoptedJournal } from '../journal/adopt-orphans.ts';
import { isDamaged } from '../journal/damage.ts';
import { isBusy } from '../journal/database.ts';
import { expireOldEvents } from '../journal/expire-events.ts';
import { journalPaths } from '../journal/journal-paths.ts';
import { openLedgerStore } from '../journal/ledger-store.ts';
import { openJournal, type OpenJournal } from '../journal/open-journal.ts';
import { DELIVERY_INDEX } from '../journal/schema.ts';
import { createRedactor } from '../redact/index.ts';
import type { DrainInput, DrainReport } from './drain-input.ts';
import { forgetFolded } from './forget-folded.ts';
import { isSettled } from './is-settled.ts';
import { keepWithinLimits } from './keep-within-limits.ts';
import { deliverLane, isUsable, laneReport, noteUnusable, openLane, type DrainRun } from './lane.ts';
import { markAsRecording, unmarkAsRecording } from './recording-mark.ts';

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
  let busy = false;
  if (input.retryNow === true) for (const { fingerprint } of lanes) store.setHealth(fingerprint, { state: 'ok' });
  for (const lane of lanes) noteUnusable(lane, store, input.clock());
  try {
    const own = openOwn(input);
    if (own !== undefined) {
      journals += 1;
      try {
        markAsRecording(own);
        complete = isComplete(run, await drainJournal(run, own, false));
        // The recording side leaves checkpoints, which wait for the disk, to the courier.
        own.database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      } finally {
        own.close();
      }
    }
    const orphans = input.ownOnly === true ? { ends: [], brokenOff: false } : await drainOrphans(run);
    for (const end of orphans.ends) {
      journals += end.kind === 'unreadable' ? 0 : 1;
      if (end.kind === 'removed') removed += 1;
      if ('path' in end) corrupt.push(end.path);
      complete = complete && ('path' in end || end.complete);
      busy ||= end.kind === 'busy';
    }
    // There may be more journals, which nobody looked at.
    if (orphans.brokenOff) complete = false;
    if (!input.abort.aborted && input.ownOnly !== true) {
      const limited = keepWithinLimits(input, store);
      removed += limited.removed;
      corrupt.push(...limited.corrupt);
    }
    return { journals, removed, corrupt, destinations: lanes.map((lane) => laneReport(lane, store)), complete, busy };
  } finally {
    await Promise.all(lanes.flatMap(({ exporter }) => (isUsable(exporter) ? [exporter.close()] : [])));
    store.close();
  }
}

function openOwn(input: DrainInput): OpenJournal | undefined {
  if (input.own === undefined) return undefined;
  return openJournal(journalPaths(input.codexHome, input.own.writer), 'read-write');
}

/**
 * Several journals are open at a time, so that a slow destination does not hold up the others: each goes through them
 * at its own pace, oldest first.
 */
async function drainOrphans(
  run: DrainRun,
): Promise<{ readonly ends: readonly JournalEnd[]; readonly brokenOff: boolean }> {
  const ended: Promise<JournalEnd>[] = [];
  const open = new Set<Promise<unknown>>();
  for (const adoption of adoptOrphans(run.input.codexHome, { nowUnixMillis: run.input.clock() })) {
    const end =
      adoption.kind === 'corrupt'
        ? Promise.resolve<JournalEnd>({ kind: 'unreadable', path: adoption.path })
        : drainAdopted(run, adoption.adopted);
    ended.push(end);
    const settled: Promise<boolean> = end.then(
      () => open.delete(settled),
      () => open.delete(settled),
    );
    open.add(settled);
    if (open.size >= MOST_OPEN_JOURNALS) await Promise.race(open);
    if (hasNowhereToGo(run)) break;
  }
  await Promise.all(open);
  return { ends: await Promise.all(ended), brokenOff: ended.length > 0 && hasNowhereToGo(run) };
}

const MOST_OPEN_JOURNALS = 8;

function hasNowhereToGo({ input, lanes }: DrainRun): boolean {
  return input.abort.aborted || (lanes.length > 0 && lanes.every(({ stopped }) => stopped !== undefined));
}

/** What became of a journal. `complete`: nothing is left in it that this configuration can deliver. */
type JournalEnd =
  | { readonly kind: 'removed' | 'kept'; readonly complete: boolean }
  /** Others hold it, or the ledger, for longer than is worth waiting. */
  | { readonly kind: 'busy'; readonly complete: false }
  /** It could not be opened, or turned out to be damaged later; it was moved out of the way. */
  | { readonly kind: 'unreadable' | 'corrupt'; readonly path: string };

async function drainAdopted(run: DrainRun, adopted: AdoptedJournal): Promise<JournalEnd> {
  const { journal } = adopted;
  try {
    // Counted already: its adopter died before it had deleted everything. A part of the file may say other things.
    if (!run.store.isFolded(journal.writer)) {
      unmarkAsRecording(journal);
      const left = await drainJournal(run, journal, true);
      if (left.size > 0) {
        adopted.release();
        return { kind: 'kept', complete: isComplete(run, left) };
      }
      run.store.fold(journal, run.input.clock());
    }
  } catch (error) {
    if (isDamaged(error)) return { kind: 'corrupt', path: adopted.setAside() };
    adopted.release();
    if (isBusy(error)) return { kind: 'busy', complete: false };
    throw error;
  }
  adopted.remove();
  forgetFolded(run.store, journal.writer);
  return { kind: 'removed', complete: true };
}

/** Each destination at its own pace. The fingerprints of those, configured or not, that something is left for. */
async function drainJournal(run: DrainRun, journal: OpenJournal, writerGone: boolean): Promise<ReadonlySet<string>> {
  if (writerGone) expireOldEvents(journal, run.input.clock() - run.input.config.journal.maxAgeMillis);
  const fingerprints = journal.destinations.map(({ fingerprint }) => fingerprint);
  // Thousands of journals may wait for another configuration: these are only looked at.
  if (run.lanes.some((lane) => fingerprints.includes(lane.fingerprint))) journal.database.exec(DELIVERY_INDEX);
  const ends = await Promise.allSettled(
    run.lanes.map((lane) => {
      const turn = lane.before.then(() => deliverLane(run, lane, journal, writerGone));
      lane.before = turn.catch(() => undefined);
      return turn;
    }),
  );
  // Not before all have ended: an acknowledgement that comes after the journal was closed could not be written.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return new Set(fingerprints.filter((fingerprint) => !isSettled(journal, fingerprint)));
}

/** Whether this configuration can deliver nothing of what is left. */
function isComplete({ lanes }: DrainRun, left: ReadonlySet<string>): boolean {
  return lanes.every(({ fingerprint }) => !left.has(fingerprint));
}
