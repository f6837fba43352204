import type { Signal } from '@codex-langfuse/config';
import type { DeliveryFault } from '../export-outcome.ts';

/** What one run of `deliver` did. Items: every one that was settled finally is in `delivered` or `rejected`. */
export interface DeliverySummary {
  readonly requests: number;
  readonly delivered: number;
  /** Refused alone, or counted in a partial success. */
  readonly rejected: number;
  /** Put back with a later try. */
  readonly postponed: number;
  /** Why it ended: nothing is due, or something stands in the way. */
  readonly stopped: 'empty' | 'backing-off' | 'paused' | 'aborted' | 'deadline';
  /** The last fault that was met or that still stands. */
  readonly fault?: DeliveryFault;
  /** Signals whose own URL is at fault while the others went on. */
  readonly pausedSignals: readonly Signal[];
  /** Messages of receivers beside a full success. */
  readonly warnings: readonly string[];
}

/** The running count behind a summary. */
export interface DeliveryTally {
  requests: number;
  delivered: number;
  rejected: number;
  postponed: number;
  fault: DeliveryFault | undefined;
  readonly pausedSignals: Set<Signal>;
  readonly warnings: Set<string>;
}

export function startTally(): DeliveryTally {
  return {
    requests: 0,
    delivered: 0,
    rejected: 0,
    postponed: 0,
    fault: undefined,
    pausedSignals: new Set(),
    warnings: new Set(),
  };
}

export function toSummary(tally: DeliveryTally, stopped: DeliverySummary['stopped']): DeliverySummary {
  const { requests, delivered, rejected, postponed, fault } = tally;
  return {
    requests,
    delivered,
    rejected,
    postponed,
    stopped,
    ...(fault !== undefined && { fault }),
    pausedSignals: [...tally.pausedSignals],
    warnings: [...tally.warnings],
  };
}
