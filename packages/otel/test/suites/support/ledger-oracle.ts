import { createHash } from 'node:crypto';
import type { Signal } from '@codex-langfuse/config';
import { createExporter, type ExporterFactory, type Item } from '@codex-langfuse/exporter';
import { meaningOf } from './fault-cases.ts';
import type { FaultReceiver } from './fault-receiver.ts';
import type { LoggedRequest } from './request-log.ts';

/** What the ledger must say once everything is final, from what the receiver answered and what events items come from. */
export interface LedgerOracle {
  /** Real exporters that also note which items stood in which request. One request at a time. */
  readonly createExporter: ExporterFactory;
  /** Of the events of which anything was ever sent. */
  counts(): { readonly delivered: number; readonly rejected: number };
  /** Spans and log records that were ever given to the exporter. */
  items(): ReadonlySet<string>;
}

type Fate = 'pending' | 'delivered' | 'rejected';

export function createLedgerOracle(receiver: FaultReceiver): LedgerOracle {
  const fates = new Map<string, Fate>();
  const events = new Map<string, Set<string>>();

  const note = (items: readonly Item[], answers: readonly LoggedRequest[]): void => {
    for (const item of items) events.set(item.id, eventsOf(item));
    // A connection that broke while it was idle is tried once more at once: the last answer counts.
    const rejected = rejectedBy(answers.at(-1), receiver, items);
    for (const { id } of items) {
      const fate = rejected === undefined ? 'pending' : rejected.has(id) ? 'rejected' : 'delivered';
      if (fate !== 'pending' || !fates.has(id)) fates.set(id, fate);
    }
  };

  return {
    createExporter: (destination, environment) => {
      const exporter = createExporter(destination, environment);
      return {
        export: async (signal: Signal, items, abort) => {
          const before = receiver.log.length;
          const outcome = await exporter.export(signal, items, abort);
          note(items, receiver.log.slice(before));
          return outcome;
        },
        close: () => exporter.close(),
      };
    },
    counts: () => {
      const worst = new Map<string, Fate>();
      for (const [id, fate] of fates) {
        for (const event of events.get(id) ?? []) worst.set(event, worseOf(worst.get(event), fate));
      }
      const count = (wanted: Fate): number => [...worst.values()].filter((fate) => fate === wanted).length;
      return { delivered: count('delivered'), rejected: count('rejected') };
    },
    items: () => new Set(fates.keys()),
  };
}

const SEVERITY: readonly Fate[] = ['delivered', 'pending', 'rejected'];

function worseOf(left: Fate | undefined, right: Fate): Fate {
  return left === undefined || SEVERITY.indexOf(right) > SEVERITY.indexOf(left) ? right : left;
}

/** Ids of the items that an answer refused for good; `undefined`: nothing is final. */
function rejectedBy(
  request: LoggedRequest | undefined,
  { protocol }: FaultReceiver,
  items: readonly Item[],
): ReadonlySet<string> | undefined {
  if (request === undefined) return undefined;
  const ids = items.map(({ id }) => id);
  switch (meaningOf(request.answer, protocol)) {
    case 'acknowledged':
      return new Set();
    case 'refused':
      return ids.length === 1 ? new Set(ids) : undefined;
    case 'partial':
      // Nobody knows which, so the first ones count.
      return new Set(ids.toSorted().slice(0, Number(request.answer.split(' ')[1])));
    case 'backing-off':
    case 'paused':
      return undefined;
  }
}

/** A turn lives in one process, so its trace and a sequence number name one event. */
function eventsOf(item: Item): Set<string> {
  switch (item.signal) {
    case 'traces':
      return named(item.span.traceId, item.span.sources);
    case 'logs':
      return named(item.record.traceId, item.record.sources);
    case 'metrics': {
      const turn = item.metrics.id.slice('metrics/'.length);
      return named(createHash('sha256').update(turn).digest('hex').slice(0, 32), item.metrics.sources);
    }
  }
}

function named(traceId: string, sources: readonly number[]): Set<string> {
  return new Set(sources.map((sequence) => `${traceId} ${sequence}`));
}
