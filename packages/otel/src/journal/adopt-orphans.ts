import { isDamaged } from './damage.ts';
import { isInaccessible } from './database.ts';
import {
  corruptPathOf,
  deleteJournalFiles,
  journalPaths,
  listLocks,
  listWriters,
  moveAside,
  removeStrayParts,
  type JournalPaths,
} from './journal-paths.ts';
import { openJournal, type OpenJournal } from './open-journal.ts';
import { lockExistingJournal, removeStrayLock, type WriterLock } from './writer-lock.ts';

/** A journal whose process is gone, now owned by us until one of the methods gives it up; after that they do nothing. */
export interface AdoptedJournal {
  readonly journal: OpenJournal;
  /** Closes the journal and leaves it to the next adopter. */
  release(): void;
  /** Closes and deletes the journal: everything in it is final and counted in the ledger. */
  remove(): void;
  /** Closes a journal that turned out to be damaged and moves it out of the way; returns where to. */
  setAside(): string;
}

export type Adoption =
  | { readonly kind: 'adopted'; readonly adopted: AdoptedJournal }
  /** Unreadable: moved aside as `<file>.corrupt`, for people to look at. */
  | { readonly kind: 'corrupt'; readonly path: string };

export interface AdoptOrphansOptions {
  /** For the age of lock files whose process died at once. */
  readonly nowUnixMillis: number;
  /** Only these writers; default: all. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Takes over, one after another and oldest first, the journals that nobody owns. Safe among any number of adopters:
 * the lock is taken before a file is touched, and a file may vanish at any time. Each is owned until the
 * caller releases or removes it.
 */
export function* adoptOrphans(codexHome: string, options: AdoptOrphansOptions): Generator<Adoption, void, void> {
  removeStrayParts(codexHome);
  for (const writer of listLocks(codexHome)) removeStrayLock(journalPaths(codexHome, writer), options.nowUnixMillis);
  for (const writer of listWriters(codexHome)) {
    if (options.only?.has(writer) === false) continue;
    const adoption = adopt(journalPaths(codexHome, writer));
    if (adoption !== undefined) yield adoption;
  }
}

/**
 * Calls `visit` with one journal after another that nobody owns, until it returns `stop`, and leaves to the next adopter
 * what it does not remove. Returns where journals were moved that are damaged, also those that show it in `visit`.
 */
export function visitOrphans(
  codexHome: string,
  options: AdoptOrphansOptions,
  visit: (adopted: AdoptedJournal) => 'stop' | 'go on',
): readonly string[] {
  const corrupt: string[] = [];
  for (const adoption of adoptOrphans(codexHome, options)) {
    if (adoption.kind === 'corrupt') {
      corrupt.push(adoption.path);
      continue;
    }
    const { adopted } = adoption;
    try {
      if (visit(adopted) === 'stop') break;
    } catch (error) {
      if (!isDamaged(error)) throw error;
      corrupt.push(adopted.setAside());
    } finally {
      adopted.release();
    }
  }
  return corrupt;
}

function adopt(paths: JournalPaths): Adoption | undefined {
  const lock = lockExistingJournal(paths);
  if (lock === undefined) return undefined;
  try {
    const journal = openJournal(paths, 'read-write');
    if (journal !== undefined) return { kind: 'adopted', adopted: ownedJournal(journal, paths, lock) };
    // Its process died while it was made: nothing was recorded.
    deleteJournalFiles(paths);
    lock.remove();
    return undefined;
  } catch (error) {
    if (isDamaged(error)) return { kind: 'corrupt', path: setAside(paths, lock) };
    lock.release();
    if (isInaccessible(error)) return undefined;
    throw error;
  }
}

function ownedJournal(journal: OpenJournal, paths: JournalPaths, lock: WriterLock): AdoptedJournal {
  let isOwned = true;
  const giveUp = (): boolean => {
    if (!isOwned) return false;
    isOwned = false;
    journal.close();
    return true;
  };
  return {
    journal,
    release: () => {
      if (giveUp()) lock.release();
    },
    remove: () => {
      if (!giveUp()) return;
      deleteJournalFiles(paths);
      lock.remove();
    },
    setAside: () => (giveUp() ? setAside(paths, lock) : corruptPathOf(paths.journal)),
  };
}

function setAside(paths: JournalPaths, lock: WriterLock): string {
  const aside = moveAside(paths.journal);
  deleteJournalFiles(paths);
  lock.remove();
  return aside;
}
