/**
 * Counts of events, per destination and in all: `recorded = delivered + rejected + expired + pending`, always. An event
 * takes the worst outcome of the items made from it (rejected, expired, pending, delivered in that order).
 */
export interface Ledger {
  readonly recorded: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly expired: number;
  readonly pending: number;
  /** Events that could not be journaled, because the disk was full or the journal unusable. */
  readonly notRecorded: number;
  /** Content left out to keep within the journal's limits; its events are still delivered. */
  readonly contentDropped: number;
}

export const EMPTY_LEDGER: Ledger = {
  recorded: 0,
  delivered: 0,
  rejected: 0,
  expired: 0,
  pending: 0,
  notRecorded: 0,
  contentDropped: 0,
};

export function addLedgers(left: Ledger, right: Ledger): Ledger {
  return {
    recorded: left.recorded + right.recorded,
    delivered: left.delivered + right.delivered,
    rejected: left.rejected + right.rejected,
    expired: left.expired + right.expired,
    pending: left.pending + right.pending,
    notRecorded: left.notRecorded + right.notRecorded,
    contentDropped: left.contentDropped + right.contentDropped,
  };
}
