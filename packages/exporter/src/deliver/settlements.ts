import { createHash } from 'node:crypto';
import type { Settlement } from '../delivery-source.ts';
import type { DeliveryFault } from '../export-outcome.ts';
import type { Item } from '../item.ts';

/** Every item arrived. */
export function deliveredAll(items: readonly Item[]): readonly Settlement[] {
  return items.map(({ signal, id }) => ({ signal, id, state: 'delivered' }));
}

export function rejectedAll(items: readonly Item[], fault: DeliveryFault): readonly Settlement[] {
  return items.map(({ signal, id }) => ({ signal, id, state: 'rejected', fault }));
}

export function postponedAll(
  items: readonly Item[],
  fault: DeliveryFault,
  nextTryUnixMillis: number,
): readonly Settlement[] {
  return items.map(({ signal, id }) => ({ signal, id, state: 'pending', fault, nextTryUnixMillis }));
}

/** `rejected` of the batch were refused, nobody knows which, unless it was all of them. */
export function partOf(items: readonly Item[], rejected: number, fault: DeliveryFault): readonly Settlement[] {
  if (rejected >= items.length) return rejectedAll(items, fault);
  const batch = batchId(items);
  return items.map(({ signal, id }) => ({ signal, id, state: 'partial', batch, rejected, size: items.length, fault }));
}

/** The same items give the same id, so that settling twice after a crash does not count twice. */
function batchId(items: readonly Item[]): string {
  const hash = createHash('sha256');
  for (const { signal, id } of items) hash.update(JSON.stringify([signal, id]));
  return hash.digest('hex').slice(0, 16);
}
