import { visitOrphans, type AdoptedJournal } from '../journal/adopt-orphans.ts';
import { isBusy, transaction } from '../journal/database.ts';
import { dropContent } from '../journal/drop-content.ts';
import { expireDestination } from '../journal/expire-events.ts';
import { CONTENT_SHARE } from '../journal/folder-budget.ts';
import { journalFolderBytes } from '../journal/folder-size.ts';
import type { LedgerStore } from '../journal/ledger-store.ts';
import type { DrainInput } from './drain-input.ts';
import { forgetFolded } from './forget-folded.ts';

/**
 * Keeps the journals that nobody owns within `journal.max_bytes`, all together, oldest first: beyond four fifths they
 * lose their content, beyond the whole their events expire. Everything is counted. Returns how many were removed, and
 * the damaged ones that were set aside.
 */
export function keepWithinLimits(
  input: DrainInput,
  store: LedgerStore,
): { readonly removed: number; readonly corrupt: readonly string[] } {
  const { codexHome, config, clock } = input;
  const isOver = (share: number): boolean => journalFolderBytes(codexHome) > config.journal.maxBytes * share;
  const corrupt: string[] = [];
  let removed = 0;

  const eachWhile = (isNeeded: () => boolean, work: (adopted: AdoptedJournal) => void): void => {
    if (!isNeeded()) return;
    const damaged = visitOrphans(codexHome, { nowUnixMillis: clock() }, (adopted) => {
      try {
        work(adopted);
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
      return isNeeded() ? 'go on' : 'stop';
    });
    corrupt.push(...damaged);
  };

  eachWhile(
    () => isOver(CONTENT_SHARE),
    (adopted) => {
      dropContent(adopted.journal);
    },
  );
  eachWhile(
    () => isOver(1),
    (adopted) => {
      const { database, destinations, writer } = adopted.journal;
      transaction(database, () => {
        for (const { id } of destinations) expireDestination(database, id);
      });
      store.fold(adopted.journal, clock());
      adopted.remove();
      forgetFolded(store, writer);
      removed += 1;
    },
  );
  return { removed, corrupt };
}
