import { isBusy, isFull } from '../journal/database.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';

/** What a manager could not keep, counted in memory and written beside the events as soon as that works. */
export interface Losses {
  /** Events. */
  notRecorded: number;
  /** Pieces of content. */
  contentDropped: number;
  /** Throws what SQLite throws, but for a journal that is busy or full: the next call tries again. */
  save(target: JournalWriter): void;
}

export function createLosses(): Losses {
  const saved = { notRecorded: 0, contentDropped: 0 };
  const losses: Losses = {
    notRecorded: 0,
    contentDropped: 0,
    save: (target) => {
      try {
        if (losses.notRecorded > saved.notRecorded) target.setMeta('not_recorded', String(losses.notRecorded));
        saved.notRecorded = losses.notRecorded;
        if (losses.contentDropped > saved.contentDropped)
          target.setMeta('content_dropped', String(losses.contentDropped));
        saved.contentDropped = losses.contentDropped;
      } catch (error) {
        if (!isBusy(error) && !isFull(error)) throw error;
      }
    },
  };
  return losses;
}
