import type { DatabaseSync } from 'node:sqlite';
import type { DestinationConfig, OtelConfig } from '@codex-langfuse/config';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { isSettled } from '../courier/is-settled.ts';
import { visitOrphans } from '../journal/adopt-orphans.ts';
import { transaction } from '../journal/database.ts';
import { readJournalLedger } from '../journal/ledger-query.ts';
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
  /** What waited in them. */
  readonly events: number;
  /** What waits in journals that are bound to both, and goes on to: it reaches `to` anyway. */
  readonly boundToBoth: number;
}

/**
 * Binds what waits for one destination to another: for whoever corrected a URL, or moved to another project. Only when
 * a person asks for it, since bindings are what keeps a session of one project from another. The content policy that
 * was in force at the time of recording stays in force. Journals of living processes are not touched.
 */
export function rebindEvents({ codexHome, from, to, nowUnixMillis }: RebindInput): RebindCounts {
  let [journals, events, boundToBoth] = [0, 0, 0];
  visitOrphans(codexHome, { nowUnixMillis }, ({ journal }) => {
    const { outcome, pending } = rebindJournal(journal, from, to);
    if (outcome === 'bound to both') boundToBoth += pending;
    if (outcome === 'rebound') {
      journals += 1;
      events += pending;
    }
    return 'go on';
  });
  return { journals, events, boundToBoth };
}

function rebindJournal(
  journal: OpenJournal,
  from: string,
  to: DestinationConfig,
): { readonly outcome: 'rebound' | 'bound to both' | 'not concerned'; readonly pending: number } {
  const { database, destinations } = journal;
  const fingerprint = destinationFingerprint(to);
  const old = destinations.find((destination) => destination.fingerprint === from);
  if (old === undefined || isSettled(journal, from)) return { outcome: 'not concerned', pending: 0 };
  const pending = readJournalLedger(database).byDestination.get(old.id)?.pending ?? 0;
  if (destinations.some((destination) => destination.fingerprint === fingerprint))
    return { outcome: 'bound to both', pending };
  const signals = Object.keys(to.signals);
  const oldSignals = Object.keys(JSON.parse(old.signals) as object);
  transaction(database, () => {
    if (signals.some((signal) => !oldSignals.includes(signal))) reopenTurns(database, old.id, oldSignals);
    database
      .prepare('UPDATE destinations SET fingerprint = ?, name = ?, kind = ?, signals = ? WHERE id = ?')
      .run(fingerprint, to.name, to.kind, JSON.stringify(to.signals), old.id);
    makeDue(database, old.id, signals);
  });
  return { outcome: 'rebound', pending };
}

/**
 * `all` stands for the signals of the old destination, and says nothing of those that only the new one takes: of turns
 * that still wait, these go out, too.
 */
function reopenTurns(database: DatabaseSync, destination: number, oldSignals: readonly string[]): void {
  // What stands outside of turns is told with the first one.
  const isReopened = `destination = ?1 AND signal = 'all' AND (turn_id = '' OR turn_id IN (
    SELECT turn_id FROM outcomes WHERE destination = ?1 AND state = 'pending'))`;
  database
    .prepare(
      `INSERT INTO settled (destination, turn_id, signal, up_to)
       SELECT destination, turn_id, old.value, up_to FROM settled, json_each(?2) AS old WHERE ${isReopened}
       ON CONFLICT DO UPDATE SET up_to = MAX(up_to, excluded.up_to)`,
    )
    .run(destination, JSON.stringify(oldSignals));
  database.prepare(`DELETE FROM settled WHERE ${isReopened}`).run(destination);
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
