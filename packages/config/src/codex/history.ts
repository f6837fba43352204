import type { HistorySettings } from '../codex-config.ts';
import { integer, oneOf } from '../read/decoders.ts';
import type { ReaderOf } from '../read/table-reader.ts';

/** Reads `[history]`; undefined when there is none. */
export function readHistory(root: ReaderOf<'root'>): HistorySettings | undefined {
  const table = root.table<'history'>('history');
  if (!table.present) return undefined;
  const maxBytes = table.optional('max_bytes', integer(0));
  const persistence = table.value('persistence', oneOf('save-all', 'none'), 'save-all');
  table.finish();
  return { persistence, ...(maxBytes === undefined ? {} : { maxBytes }) };
}
