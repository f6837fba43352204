import { createHash } from 'node:crypto';
import type { Signal } from '@codex-langfuse/config';
import type { DeliveryFault } from '@codex-langfuse/exporter';
import { isDamaged } from '../journal/damage.ts';
import { isInaccessible } from '../journal/database.ts';
import { journalPaths, ledgerStorePath, listWriters } from '../journal/journal-paths.ts';
import { inLedger } from '../journal/ledger-damage.ts';
import { openJournal } from '../journal/open-journal.ts';
import { openLedgerToRead } from '../journal/open-ledger.ts';

/** One item that a destination refused, or a batch of which it refused some without saying which. */
export interface QuarantineEntry {
  /** 12 hex digits: what people name it by. The same as long as it is kept. */
  readonly id: string;
  /** Name of the destination when it was recorded. */
  readonly destination: string;
  readonly fingerprint: string;
  readonly signal: Signal;
  /** Span name, event name, or `metrics`; of a batch the first ones. */
  readonly names: readonly string[];
  /** `rejected` of `items` were refused; 1 of 1 for a single item. */
  readonly items: number;
  readonly rejected: number;
  readonly fault: DeliveryFault;
  /** In the ledger once its journal is finished. */
  readonly place: 'ledger' | 'journal';
  readonly writer: string;
  /** Since when it is in the ledger. */
  readonly keptUnixMillis?: number;
  /** The items' own ids, in order. */
  readonly itemIds: readonly string[];
}

/** What is in quarantine, from the ledger and from journals, also those of living processes. Changes nothing. */
export function readQuarantine(codexHome: string): readonly QuarantineEntry[] {
  const ledger = readLedger(codexHome);
  // Of a journal that was taken over into the ledger and is not deleted yet, the ledger's rows count.
  const writers = listWriters(codexHome).filter((writer) => !ledger.folded.has(writer));
  const rows = [...ledger.rows, ...writers.flatMap((writer) => journalRows(codexHome, writer))];
  const groups = new Map<string, QuarantineRow[]>();
  for (const row of rows) groups.set(row.entry, [...(groups.get(row.entry) ?? []), row]);
  return [...groups].map(([id, group]) => toEntry(id, group));
}

/** The refused items themselves, as JSON, in the order of `itemIds`. */
export function readPayloads(codexHome: string, entry: QuarantineEntry): readonly string[] {
  const { place, writer, fingerprint, signal, itemIds } = entry;
  const database =
    place === 'ledger'
      ? openLedgerToRead(codexHome)
      : openJournal(journalPaths(codexHome, writer), 'read-only')?.database;
  if (database === undefined) return [];
  try {
    const select =
      place === 'ledger'
        ? 'SELECT payload FROM quarantine WHERE fingerprint = ? AND signal = ? AND id = ? AND writer = ?'
        : `SELECT payload FROM outcomes JOIN destinations ON destinations.id = outcomes.destination
           WHERE fingerprint = ? AND signal = ? AND outcomes.id = ? AND ? <> ''`;
    const find = database.prepare(select);
    return itemIds.flatMap((id) => {
      const payload = find.get(fingerprint, signal, id, writer)?.['payload'];
      return typeof payload === 'string' ? [payload] : [];
    });
  } finally {
    database.close();
  }
}

interface QuarantineRow {
  readonly entry: string;
  readonly place: 'ledger' | 'journal';
  readonly writer: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** Dropped items have no payload any more; that of damaged ones is no JSON. */
const COLUMNS = `fingerprint, signal, state, fault, batch, batch_rejected, batch_size,
  CASE WHEN json_valid(payload) THEN
    COALESCE(json_extract(payload, '$.span.name'), json_extract(payload, '$.record.eventName'), 'metrics')
  ELSE 'damaged' END AS name`;

function readLedger(codexHome: string): {
  readonly rows: readonly QuarantineRow[];
  readonly folded: ReadonlySet<string>;
} {
  const database = openLedgerToRead(codexHome);
  if (database === undefined) return { rows: [], folded: new Set() };
  try {
    return inLedger(ledgerStorePath(codexHome), () => {
      const folded = database.prepare('SELECT writer FROM folded').all();
      const rows = database
        .prepare(
          `SELECT ${COLUMNS}, writer, id AS item, destination, kept_unix_millis FROM quarantine
           WHERE payload IS NOT NULL ORDER BY kept_unix_millis, writer, signal, id`,
        )
        .all()
        .map((columns) => toRow('ledger', String(columns['writer']), columns));
      return { rows, folded: new Set(folded.map(({ writer }) => String(writer))) };
    });
  } finally {
    database.close();
  }
}

function journalRows(codexHome: string, writer: string): QuarantineRow[] {
  const paths = journalPaths(codexHome, writer);
  try {
    const journal = openJournal(paths, 'read-only');
    if (journal === undefined) return [];
    try {
      return journal.database
        .prepare(
          `SELECT ${COLUMNS}, outcomes.id AS item, destinations.name AS destination
           FROM outcomes JOIN destinations ON destinations.id = outcomes.destination
           WHERE state IN ('rejected', 'partial') AND payload IS NOT NULL ORDER BY first_source, outcomes.id`,
        )
        .all()
        .map((columns) => toRow('journal', writer, columns));
    } finally {
      journal.close();
    }
  } catch (error) {
    // Finished while we look: then it stands in the ledger, or will at the next look. Or not ours to read.
    if (isDamaged(error) || isInaccessible(error)) return [];
    throw error;
  }
}

function toRow(
  place: QuarantineRow['place'],
  writer: string,
  columns: Readonly<Record<string, unknown>>,
): QuarantineRow {
  const { fingerprint, signal, item, batch } = columns;
  // A batch is settled as one request of one signal; its items are one entry.
  const identity = JSON.stringify([writer, fingerprint, signal, batch ?? null, batch === null ? item : null]);
  const entry = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  return { entry, place, writer, columns };
}

const MOST_NAMES = 5;

function toEntry(id: string, rows: readonly QuarantineRow[]): QuarantineEntry {
  const [first] = rows;
  if (first === undefined) throw new Error('a group has at least one row');
  const { place, writer, columns } = first;
  const isPartial = columns['state'] === 'partial';
  const kept = columns['kept_unix_millis'];
  return {
    id,
    destination: String(columns['destination']),
    fingerprint: String(columns['fingerprint']),
    // Written by this package, from the type.
    signal: columns['signal'] as Signal,
    names: [...new Set(rows.map(({ columns: { name } }) => String(name)))].slice(0, MOST_NAMES),
    items: rows.length,
    rejected: isPartial ? Number(columns['batch_rejected']) : rows.length,
    fault: faultOf(columns['fault']),
    place,
    writer,
    ...(typeof kept === 'number' ? { keptUnixMillis: kept } : {}),
    itemIds: rows.map(({ columns: { item } }) => String(item)),
  };
}

function faultOf(json: unknown): DeliveryFault {
  try {
    if (typeof json === 'string') return JSON.parse(json) as DeliveryFault;
  } catch {
    // Damaged on disk: then there is no reason any more.
  }
  return { code: 'unknown', message: 'no reason was kept', hint: '' };
}
