import type { DatabaseSync } from 'node:sqlite';
import type { Signal } from '@codex-langfuse/config';
import type { DeliverySource, DestinationHealth, Item, Settlement } from '@codex-langfuse/exporter';
import { transaction } from '../journal/database.ts';
import { RAISE_GENERATION, readHealth } from '../journal/ledger-store.ts';
import { forgetRefusedEvents, hasRefusedEvents, settleRefusedItem } from '../journal/refused-events.ts';
import type { QuarantineEntry } from './read-quarantine.ts';

export interface QuarantineSourceInput {
  /** The ledger, opened to be written. */
  readonly database: DatabaseSync;
  readonly fingerprint: string;
  /** All of this destination. */
  readonly entries: readonly QuarantineEntry[];
  readonly setHealth: (health: DestinationHealth) => void;
}

/** One refused item of the ledger's quarantine. */
interface Candidate {
  readonly writer: string;
  readonly signal: Signal;
  readonly id: string;
}

/**
 * Quarantined items as they were, each tried once. What is delivered leaves the quarantine and moves its events in the
 * ledger, in one transaction; everything else stays with the newest reason. Made for batches of one item: a partial
 * success then always names its culprit.
 */
export function createQuarantineSource(input: QuarantineSourceInput): DeliverySource {
  const { database, fingerprint } = input;
  const candidates = input.entries.flatMap(({ writer, signal, itemIds }) =>
    itemIds.map((id): Candidate => ({ writer, signal, id })),
  );
  const taken = new Map<string, Candidate>();
  const select = database.prepare(
    'SELECT payload FROM quarantine WHERE writer = ? AND fingerprint = ? AND signal = ? AND id = ?',
  );
  const payloadOf = ({ writer, signal, id }: Candidate): Item | undefined => {
    const payload = select.get(writer, fingerprint, signal, id)?.['payload'];
    return typeof payload === 'string' ? parseItem(payload) : undefined;
  };

  return {
    take(signal, limit) {
      const items: Item[] = [];
      for (const candidate of candidates.filter((each) => each.signal === signal && !taken.has(keyOf(each)))) {
        if (items.length >= limit) break;
        const item = payloadOf(candidate);
        taken.set(keyOf(candidate), candidate);
        if (item !== undefined) items.push(item);
      }
      return items;
    },
    settle(settlements) {
      transaction(database, () => {
        for (const settlement of settlements) settleOne(settlement);
        if (hasRefusedEvents(database)) forgetRefusedEvents(database);
        database.exec(RAISE_GENERATION);
      });
    },
    health: () => readHealth(database, fingerprint),
    setHealth: input.setHealth,
  };

  function settleOne(settlement: Settlement): void {
    const candidate = taken.get(keyOf(settlement));
    const item = candidate === undefined ? undefined : payloadOf(candidate);
    if (candidate === undefined || item === undefined || settlement.state === 'pending') return;
    const { writer, signal, id } = candidate;
    const outcome = settlement.state === 'delivered' ? 'delivered' : 'rejected';
    if (hasRefusedEvents(database))
      settleRefusedItem(database, { writer, fingerprint, sources: sourcesOf(item) }, outcome);
    if (outcome === 'delivered') {
      database
        .prepare('DELETE FROM quarantine WHERE writer = ? AND fingerprint = ? AND signal = ? AND id = ?')
        .run(writer, fingerprint, signal, id);
      return;
    }
    database
      .prepare(
        `UPDATE quarantine SET state = 'rejected', batch = NULL, batch_rejected = NULL, batch_size = NULL, fault = ?
         WHERE writer = ? AND fingerprint = ? AND signal = ? AND id = ?`,
      )
      .run('fault' in settlement ? JSON.stringify(settlement.fault) : null, writer, fingerprint, signal, id);
  }
}

/** Written by this package, from the type; what was damaged on disk stays where it is. */
function parseItem(payload: string): Item | undefined {
  try {
    return JSON.parse(payload) as Item;
  } catch {
    return undefined;
  }
}

function sourcesOf(item: Item): readonly number[] {
  switch (item.signal) {
    case 'traces':
      return item.span.sources;
    case 'logs':
      return item.record.sources;
    case 'metrics':
      return item.metrics.sources;
  }
}

function keyOf({ signal, id }: { readonly signal: Signal; readonly id: string }): string {
  return `${signal} ${id}`;
}
