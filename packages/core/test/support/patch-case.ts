/** Contents by path. */
export type Files = Readonly<Record<string, string>>;

/** A patch, the files before and after it, and what the model is told. */
export interface PatchCase {
  readonly name: string;
  readonly before?: Files;
  /** Lines between the two markers. */
  readonly hunks?: readonly string[];
  /** The whole text, instead. */
  readonly patch?: string;
  readonly after: Files;
  readonly text: string;
  /** `text` is only the start: what follows is the system's own wording. */
  readonly textGoesOn?: boolean;
}

export const PATCH_SUCCESS = 'Success. Updated the following files:\n';
