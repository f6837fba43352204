import { setTimeout as sleep } from 'node:timers/promises';
import { addReports } from './add-reports.ts';
import { drain } from './drain-journals.ts';
import type { DrainInput, DrainReport } from './drain-input.ts';

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
    const next = await drain({ ...input, retryNow: false });
    // It looks at the same journals again, and at those that came since.
    report = { ...addReports(report, next), journals: Math.max(report.journals, next.journals) };
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
