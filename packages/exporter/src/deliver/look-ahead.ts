import type { Signal } from '@codex-langfuse/config';
import type { DeliverySource } from '../delivery-source.ts';
import type { Item } from '../item.ts';

/** Takes from a source, now or while a request is waited for. */
export interface LookAhead {
  /** As `DeliverySource.take`; what was looked ahead at comes first. Throws what the source threw then. */
  take(signal: Signal): readonly Item[];
  /**
   * Waits for a request and takes of `next` in the meantime: making items costs about as much time as a request does.
   * `underWay` is everything that was taken and not settled, which a source may give again; it is left out.
   */
  during<Outcome>(request: Promise<Outcome>, next: Signal, underWay: readonly Item[]): Promise<Outcome>;
}

/** So few at a time that the request, which shares the thread, is not held up. */
const PART = 64;

export function createLookAhead(source: DeliverySource, limit: number): LookAhead {
  let ahead: Ahead | undefined;

  return {
    take(signal) {
      if (ahead?.signal !== signal) return source.take(signal, limit);
      const { items, known, failure } = ahead;
      ahead = undefined;
      if (failure !== undefined) throw failure.error;
      return items.length >= limit ? items : [...items, ...takeNew(signal, limit - items.length, known)];
    },
    async during(request, next, underWay) {
      ahead ??= { signal: next, items: [], known: idsOf(underWay, next) };
      let immediate = setImmediate(function look() {
        if (lookFurther(next)) immediate = setImmediate(look);
      });
      try {
        return await request;
      } finally {
        clearImmediate(immediate);
      }
    },
  };

  /** Takes a part, and says whether there may be more. */
  function lookFurther(signal: Signal): boolean {
    if (ahead?.signal !== signal || ahead.items.length >= limit) return false;
    try {
      const part = takeNew(signal, Math.min(PART, limit - ahead.items.length), ahead.known);
      ahead.items.push(...part);
      return part.length > 0;
    } catch (error) {
      // The request that is under way has to be settled first.
      ahead.failure = { error };
      return false;
    }
  }

  function takeNew(signal: Signal, most: number, known: Set<string>): readonly Item[] {
    const items = source.take(signal, most).filter(({ id }) => !known.has(id));
    for (const { id } of items) known.add(id);
    return items;
  }
}

interface Ahead {
  readonly signal: Signal;
  readonly items: Item[];
  /** Ids that were taken and not settled. */
  readonly known: Set<string>;
  failure?: { readonly error: unknown };
}

function idsOf(items: readonly Item[], signal: Signal): Set<string> {
  return new Set(items.flatMap((item) => (item.signal === signal ? item.id : [])));
}
