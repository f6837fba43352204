import type { Signal } from '@codex-langfuse/config';
import type { DeliveryFault } from './export-outcome.ts';
import type { Item } from './item.ts';

/** Where items come from and where their outcomes go: the journal, or langfuse-local's store. For one destination. */
export interface DeliverySource {
  /** Items that are pending and due, oldest first, at most `limit`; empty when there is nothing to do now. */
  take(signal: Signal, limit: number): readonly Item[];
  /** Records the outcomes of one request, all of them or none. */
  settle(settlements: readonly Settlement[]): void;
  /** The destination's own state, kept across restarts. */
  health(): DestinationHealth;
  setHealth(health: DestinationHealth): void;
}

/** One item's outcome. Only `pending` items are ever taken again. */
export type Settlement = { readonly signal: Signal; readonly id: string } & (
  | { readonly state: 'delivered' }
  | { readonly state: 'rejected'; readonly fault: DeliveryFault }
  | { readonly state: 'pending'; readonly fault: DeliveryFault; readonly nextTryUnixMillis: number }
  /** Part of a batch of which `rejected` of `size` were refused, without saying which. */
  | {
      readonly state: 'partial';
      readonly batch: string;
      readonly rejected: number;
      readonly size: number;
      readonly fault: DeliveryFault;
    }
);

export type DestinationHealth =
  | { readonly state: 'ok' }
  /** Passing fault: nothing is tried before `nextTryUnixMillis`. */
  | {
      readonly state: 'backing-off';
      readonly attempts: number;
      readonly nextTryUnixMillis: number;
      readonly fault: DeliveryFault;
    }
  /**
   * The destination or its configuration is at fault; tried again when `configHash` changes or after
   * `nextTryUnixMillis`. With `signals`, only the URLs of these are at fault and the others go on.
   */
  | {
      readonly state: 'paused';
      readonly configHash: string;
      readonly nextTryUnixMillis: number;
      readonly fault: DeliveryFault;
      readonly signals?: readonly Signal[];
    };
