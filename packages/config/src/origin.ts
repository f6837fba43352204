/** Layers from low to high; a later one overrides an earlier one. */
export type Layer = 'default' | 'system' | 'user' | 'profile' | 'project' | 'environment' | 'override';

/** Where an effective value comes from. `file`, `line` and `column` (1-based) are absent for defaults and `-c`. */
export interface Origin {
  readonly layer: Layer;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}
