import type { OtelConfig } from '@codex-langfuse/config';
import type { DestinationHealth } from '@codex-langfuse/exporter';
import { destinationFingerprint } from '@codex-langfuse/exporter/fingerprint';
import { isSettled } from '../courier/is-settled.ts';
import { adoptOrphans } from '../journal/adopt-orphans.ts';
import { listWriters } from '../journal/journal-paths.ts';
import { openLedgerStore } from '../journal/ledger-store.ts';

/** With it, only what can go out now counts: bound to one of its destinations that is neither paused nor backing off. */
export interface DueNow {
  readonly config: OtelConfig;
  readonly nowUnixMillis: number;
}

/**
 * Whether there is anything to flush: a journal that nobody owns and that is not finished. Cheap: no journal, one
 * directory listing; else the first that counts ends the search. Throws what the file system or SQLite throws.
 */
export function hasPending(codexHome: string, due?: DueNow): boolean {
  if (listWriters(codexHome).length === 0) return false;
  const open = due === undefined ? undefined : openDestinations(codexHome, due);
  if (open?.length === 0) return false;
  for (const adoption of adoptOrphans(codexHome, { nowUnixMillis: due?.nowUnixMillis ?? 0 })) {
    if (adoption.kind === 'corrupt') continue;
    const { journal, release } = adoption.adopted;
    // A finished journal, too, has to be counted and deleted by someone.
    const counts =
      open === undefined || isSettled(journal) || open.some((fingerprint) => !isSettled(journal, fingerprint));
    release();
    if (counts) return true;
  }
  return false;
}

function openDestinations(codexHome: string, { config, nowUnixMillis }: DueNow): readonly string[] {
  const store = openLedgerStore(codexHome);
  try {
    return config.destinations
      .map((destination) => destinationFingerprint(destination))
      .filter((fingerprint) => isOpen(store.health(fingerprint), nowUnixMillis));
  } finally {
    store.close();
  }
}

/** A pause may end early with a changed configuration, which only the courier can tell; it is not worth a process. */
function isOpen(health: DestinationHealth, nowUnixMillis: number): boolean {
  return health.state === 'ok' || nowUnixMillis >= health.nextTryUnixMillis;
}
