import { journalFolderBytes } from './folder-size.ts';

/** Beyond this share of `journal.max_bytes`, content is left out, so that usage still fits. */
export const CONTENT_SHARE = 0.8;

/** What one journal may hold of the bytes that all journals of a folder have together. */
export interface FolderBudget {
  /** Bytes for this journal. Looks at the other journals now and then. */
  allowance(): number;
  /** `ownBytes` is asked for now and then only. */
  hasRoomForContent(ownBytes: () => number): boolean;
  /** So much, or less, was added to this journal. */
  added(bytes: number): void;
}

export interface FolderBudgetInput {
  readonly codexHome: string;
  readonly writer: string;
  /** Of all journals. */
  readonly maxBytes: number;
}

/** So much a new session may record though old ones fill the folder: the courier makes room. */
const LEAST_BYTES = 256 * 1024;

const CALLS_BETWEEN_LOOKS = 1024;

export function createFolderBudget({ codexHome, writer, maxBytes }: FolderBudgetInput): FolderBudget {
  let others = journalFolderBytes(codexHome, writer);
  let calls = 0;
  let assured = 0;
  return {
    allowance: () => {
      calls += 1;
      if (calls % CALLS_BETWEEN_LOOKS === 0) {
        others = journalFolderBytes(codexHome, writer);
        assured = 0;
      }
      return Math.max(LEAST_BYTES, maxBytes - others);
    },
    hasRoomForContent: (ownBytes) => {
      if (assured > 0) return true;
      const left = maxBytes * CONTENT_SHARE - others - ownBytes();
      // Half, for pages are not filled to the last byte.
      assured = left / 2;
      return left > 0;
    },
    added: (bytes) => {
      assured -= bytes;
    },
  };
}
