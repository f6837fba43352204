import type { LiveJournal } from '../manager/manager-input.ts';

/** What the courier's thread is given when it starts; plain values, as only these pass between threads. */
export interface CourierThreadInput {
  /** What the thread's module makes the configuration of. */
  readonly settings: unknown;
  readonly codexHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  readonly intervalMillis: number;
  readonly nameServers?: readonly string[];
  /** See `createStopSwitch`. */
  readonly stopSwitch: SharedArrayBuffer;
}

export type ToCourierThread = {
  /** Something was recorded. */
  readonly kind: 'deliver';
  readonly own?: LiveJournal;
};

export type FromCourierThread =
  /** It was told to stop, and the last request is settled. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'write'; readonly text: string }
  /** Journals of processes that are gone wait for somebody who adopts them. */
  | { readonly kind: 'orphans' }
  /** A delivery failed as a whole; the next one is tried. */
  | { readonly kind: 'problem'; readonly message: string }
  /** There is no configuration to deliver with: nothing is tried. */
  | { readonly kind: 'unusable'; readonly message: string };
