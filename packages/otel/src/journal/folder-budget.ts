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

/** So much it records before it looks: starting does not read the folder, and a short session never does. */
const BYTES_BEFORE_LOOK = LEAST_BYTES / 4;

const CALLS_BETWEEN_LOOKS = 1024;

export function createFolderBudget({ codexHome, writer, maxBytes }: FolderBudgetInput): FolderBudget {
  let others: number | undefined;
  let calls = 0;
  let assured = Math.min(BYTES_BEFORE_LOOK, (maxBytes * CONTENT_SHARE) / 4);
  const look = (): number => {
    others = journalFolderBytes(codexHome, writer);
    return others;
  };
  return {
    allowance: () => {
      calls += 1;
      if (calls % CALLS_BETWEEN_LOOKS === 0 || (others === undefined && assured <= 0)) {
        look();
        assured = 0;
      }
      return others === undefined ? maxBytes : Math.max(LEAST_BYTES, maxBytes - others);
    },
    hasRoomForContent: (ownBytes) => {
      if (assured > 0) return true;
      const left = maxBytes * CONTENT_SHARE - (others ?? look()) - ownBytes();
      // Half, for pages are not filled to the last byte.
      assured = left / 2;
      return left > 0;
    },
    added: (bytes) => {
      assured -= bytes;
    },
  };
}
