import type { DatabaseSync } from 'node:sqlite';
import type { DestinationConfig, OtelConfig } from '@codex-langfuse/config';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { adoptOrphans } from '../journal/adopt-orphans.ts';
import { transaction } from '../journal/database.ts';
import type { OpenJournal } from '../journal/open-journal.ts';
import { otelStatus, type DestinationStatus } from '../status/otel-status.ts';

/** A destination that events wait for although the configuration does not hold it. */
export type WaitingDestination = DestinationStatus & { readonly state: 'waiting for config' };

/** All of them; changes nothing. */
export function listWaiting(codexHome: string, config: OtelConfig): readonly WaitingDestination[] {
  return otelStatus({ codexHome, config }).destinations.filter(
    (destination): destination is WaitingDestination => destination.state === 'waiting for config',
  );
}

export interface RebindInput {
  readonly codexHome: string;
  /** Fingerprint of the destination that the events are bound to. */
  readonly from: string;
  /** A destination of the configuration. */
  readonly to: DestinationConfig;
  readonly nowUnixMillis: number;
}

export interface RebindCounts {
  /** Journals whose events are now bound to the other destination. */
  readonly journals: number;
  /** Journals that are bound to both: their events reach `to` anyway. */
  readonly bound: number;
}

/**
 * Binds what waits for one destination to another: for whoever corrected a URL, or moved to another project. Only when
 * a person asks for it, since bindings are what keeps a session of one project from another. The content policy that
 * was in force at the time of recording stays in force. Journals of living processes are not touched.
 */
export function rebindEvents({ codexHome, from, to, nowUnixMillis }: RebindInput): RebindCounts {
  let journals = 0;
  let bound = 0;
  for (const adoption of adoptOrphans(codexHome, { nowUnixMillis })) {
    if (adoption.kind === 'corrupt') continue;
    const { adopted } = adoption;
    try {
      const outcome = rebindJournal(adopted.journal, from, to);
      if (outcome === 'rebound') journals += 1;
      if (outcome === 'bound already') bound += 1;
    } finally {
      adopted.release();
    }
  }
  return { journals, bound };
}

function rebindJournal(
  { database, destinations }: OpenJournal,
  from: string,
  to: DestinationConfig,
): 'rebound' | 'bound already' | 'not concerned' {
  const fingerprint = destinationFingerprint(to);
  const old = destinations.find((destination) => destination.fingerprint === from);
  if (old === undefined) return 'not concerned';
  if (destinations.some((destination) => destination.fingerprint === fingerprint)) return 'bound already';
  transaction(database, () => {
    database
      .prepare('UPDATE destinations SET fingerprint = ?, name = ?, kind = ?, signals = ? WHERE id = ?')
      .run(fingerprint, to.name, to.kind, JSON.stringify(to.signals), old.id);
    makeDue(database, old.id, Object.keys(to.signals));
  });
  return 'rebound';
}

/** What waited out a fault of the old destination may go at once; what the new one does not take is not waited for. */
function makeDue(database: DatabaseSync, destination: number, signals: readonly string[]): void {
  database
    .prepare(
      `DELETE FROM outcomes WHERE destination = ? AND state = 'pending'
         AND signal NOT IN (SELECT value FROM json_each(?))`,
    )
    .run(destination, JSON.stringify(signals));
  database
    .prepare("UPDATE outcomes SET next_try_unix_millis = 0 WHERE destination = ? AND state = 'pending'")
    .run(destination);
}
