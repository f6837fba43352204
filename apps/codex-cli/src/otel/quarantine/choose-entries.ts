import type { QuarantineEntry } from '@codex-langfuse/otel';
import type { Host } from '../../host.ts';
import { printable } from '../paint.ts';

export const NOTHING_THERE = 'Nothing is in quarantine.\n';

/** The entries that ids or `--all` name; null, with the reason on stderr, where they name none. */
export function chooseEntries(
  entries: readonly QuarantineEntry[],
  ids: readonly string[],
  { all }: { readonly all?: true },
  host: Host,
): readonly QuarantineEntry[] | null {
  if (all === true && ids.length === 0) return entries;
  if (all === true || ids.length === 0) {
    host.stderr.write('Name ids as codex otel quarantine list shows them, or --all.\n');
    return null;
  }
  const unknown = ids.filter((id) => !entries.some((entry) => entry.id === id));
  for (const id of unknown) host.stderr.write(`Nothing in quarantine has the id ${printable(id)}.\n`);
  return unknown.length > 0 ? null : entries.filter(({ id }) => ids.includes(id));
}
