import type { DestinationReport, DrainReport } from './drain-input.ts';

/** What two runs, one after the other, did: counts add up; states are those of the later one. */
export function addReports(earlier: DrainReport, later: DrainReport): DrainReport {
  return {
    journals: earlier.journals + later.journals,
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
