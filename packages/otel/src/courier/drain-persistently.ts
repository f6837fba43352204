import { setTimeout as sleep } from 'node:timers/promises';
import { drain } from './drain-journals.ts';
import type { DestinationReport, DrainInput, DrainReport } from './drain-input.ts';

/**
 * Drains again whenever a destination that backed off may be tried, or others may have let go of a file, until nothing
 * is left or the deadline comes first.
 */
export async function drainPersistently(input: DrainInput): Promise<DrainReport> {
  let report = await drain(input);
  for (;;) {
    const nextTry = nextTryOf(report, input.clock());
    if (report.complete || nextTry === undefined || nextTry >= input.deadlineUnixMillis || input.abort.aborted)
      return report;
    if (!(await waitUntil(nextTry, input))) return report;
    report = addReports(report, await drain({ ...input, retryNow: false }));
  }
}

/** A process that is just ending lets go of its journal when it is gone. */
const BUSY_PAUSE_MILLIS = 250;

function nextTryOf({ destinations, busy }: DrainReport, nowUnixMillis: number): number | undefined {
  const times = destinations.flatMap(({ nextTryUnixMillis }) => nextTryUnixMillis ?? []);
  if (busy) times.push(nowUnixMillis + BUSY_PAUSE_MILLIS);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** False when it was ended by `abort`. */
async function waitUntil(unixMillis: number, { clock, abort }: DrainInput): Promise<boolean> {
  try {
    await sleep(Math.max(0, unixMillis - clock()), undefined, { signal: abort });
    return true;
  } catch (error) {
    if (abort.aborted) return false;
    throw error;
  }
}

/** Counts add up; states are those of the later run. */
function addReports(earlier: DrainReport, later: DrainReport): DrainReport {
  return {
    journals: Math.max(earlier.journals, later.journals),
    removed: earlier.removed + later.removed,
    corrupt: [...earlier.corrupt, ...later.corrupt],
    destinations: later.destinations.map((report) => addCounts(report, earlier.destinations)),
    complete: later.complete,
    busy: later.busy,
  };
}

function addCounts(report: DestinationReport, earlier: readonly DestinationReport[]): DestinationReport {
  const before = earlier.find(({ fingerprint }) => fingerprint === report.fingerprint);
  if (before === undefined) return report;
  return {
    ...report,
    requests: before.requests + report.requests,
    delivered: before.delivered + report.delivered,
    rejected: before.rejected + report.rejected,
    postponed: before.postponed + report.postponed,
  };
}
