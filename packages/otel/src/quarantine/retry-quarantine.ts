import { join } from 'node:path';
import type { DestinationConfig } from '@codex-langfuse/config';
import { createExporter, deliver } from '@codex-langfuse/exporter';
import { destinationFingerprint } from '@codex-langfuse/exporter/identity';
import { visitOrphans } from '../journal/adopt-orphans.ts';
import { openDatabase, transaction } from '../journal/database.ts';
import { createPrivateFile, ledgerStorePath, otelDirectory } from '../journal/journal-paths.ts';
import { openLedgerStore } from '../journal/ledger-store.ts';
import { holdExclusively } from '../journal/writer-lock.ts';
import { createQuarantineSource } from './quarantine-source.ts';
import { readQuarantine, type QuarantineEntry } from './read-quarantine.ts';
import type { RetryInput, RetryReport, SkippedEntry } from './retry-input.ts';

/** See `retryQuarantine`. */
export async function retry(input: RetryInput): Promise<RetryReport> {
  const lockPath = join(otelDirectory(input.codexHome), 'quarantine.v1.lock');
  const entries = readQuarantine(input.codexHome).filter(({ id }) => input.ids.has(id));
  if (entries.length === 0) return NOTHING;
  createPrivateFile(lockPath);
  const lock = holdExclusively(lockPath);
  if (lock === undefined) return { ...NOTHING, skipped: entries.map(({ id }) => ({ id, reason: 'in-use' })) };
  try {
    const journaled = entries.filter(({ place }) => place === 'journal');
    const requeued = putBack(input, journaled);
    const skipped: SkippedEntry[] = journaled
      .filter((entry) => !requeued.includes(entry))
      .map(({ id }) => ({ id, reason: 'in-use' }));
    let report: RetryReport = { ...NOTHING, requeued: countItems(requeued), skipped };
    const kept = entries.filter(({ place }) => place === 'ledger');
    for (const fingerprint of new Set(kept.map((entry) => entry.fingerprint))) {
      const own = kept.filter((entry) => entry.fingerprint === fingerprint);
      const destination = input.config.destinations.find((each) => destinationFingerprint(each) === fingerprint);
      report = addReport(
        report,
        destination === undefined
          ? { ...NOTHING, skipped: own.map(({ id }) => ({ id, reason: 'not-configured' })) }
          : await sendAgain(input, destination, own),
      );
    }
    return report;
  } finally {
    lock.release();
  }
}

const NOTHING: RetryReport = { delivered: 0, rejected: 0, left: 0, requeued: 0, skipped: [], faults: [] };

/** In a journal that nobody owns the items become pending again; the events give them anew, with the same ids. */
function putBack({ codexHome, clock }: RetryInput, entries: readonly QuarantineEntry[]): readonly QuarantineEntry[] {
  if (entries.length === 0) return [];
  const done: QuarantineEntry[] = [];
  const only = new Set(entries.map(({ writer }) => writer));
  visitOrphans(codexHome, { nowUnixMillis: clock(), only }, ({ journal }) => {
    const own = entries.filter(({ writer }) => writer === journal.writer);
    const update = journal.database.prepare(
      `UPDATE outcomes SET state = 'pending', next_try_unix_millis = 0, fault = NULL, batch = NULL,
         batch_rejected = NULL, batch_size = NULL, payload = NULL
       WHERE signal = ? AND id = ? AND state IN ('rejected', 'partial')
         AND destination = (SELECT id FROM destinations WHERE fingerprint = ?)`,
    );
    transaction(journal.database, () => {
      for (const { signal, itemIds, fingerprint } of own) for (const id of itemIds) update.run(signal, id, fingerprint);
    });
    done.push(...own);
    return 'go on';
  });
  return done;
}

/** Items of finished journals are sent as they were kept, one by one. */
async function sendAgain(
  input: RetryInput,
  destination: DestinationConfig,
  entries: readonly QuarantineEntry[],
): Promise<RetryReport> {
  const fingerprint = destinationFingerprint(destination);
  const exporter = (input.createExporter ?? createExporter)(destination, input.environment);
  const store = openLedgerStore(input.codexHome);
  const database = openDatabase({
    path: ledgerStorePath(input.codexHome),
    busyTimeoutMillis: 1000,
    prepare: (opened) => opened.exec('PRAGMA secure_delete = ON'),
  });
  try {
    store.setHealth(fingerprint, { state: 'ok' });
    const setHealth = (health: Parameters<typeof store.setHealth>[1]): void => store.setHealth(fingerprint, health);
    const source = createQuarantineSource({ database, fingerprint, entries, setHealth });
    const { clock, random, abort, deadlineUnixMillis } = input;
    const options = { clock, random, abort, deadlineUnixMillis };
    const { delivered, rejected, fault } = await deliver(
      source,
      { ...destination, batchMaxItems: 1 },
      exporter,
      options,
    );
    const left = countItems(entries) - delivered - rejected;
    return { ...NOTHING, delivered, rejected, left, faults: fault === undefined ? [] : [fault] };
  } finally {
    database.close();
    store.close();
    await exporter.close();
  }
}

function countItems(entries: readonly QuarantineEntry[]): number {
  return entries.reduce((sum, { items }) => sum + items, 0);
}

function addReport(left: RetryReport, right: RetryReport): RetryReport {
  return {
    delivered: left.delivered + right.delivered,
    rejected: left.rejected + right.rejected,
    left: left.left + right.left,
    requeued: left.requeued + right.requeued,
    skipped: [...left.skipped, ...right.skipped],
    faults: [...left.faults, ...right.faults],
  };
}
