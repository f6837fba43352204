import type { ReadResult } from './read-result.ts';

/** What became of the records read so far. `records` is the sum of `read` and all of `unknown`. */
export interface ReadStatistics {
  readonly records: number;
  /** Records that gave events. */
  readonly read: number;
  /** Typed events, by name: `codex user_prompt`. */
  readonly events: Readonly<Record<string, number>>;
  /** Records that gave none, by dialect, reason and name: `claude-code no_counterpart plugin_loaded`. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Attributes that were not understood on records that gave events: `codex user_prompt colour`. */
  readonly unread: Readonly<Record<string, number>>;
}

export interface ReadStatisticsCounter {
  count(result: ReadResult): void;
  snapshot(): ReadStatistics;
}

/** Names come from outside: beyond this many, further ones are counted together under `other`. */
const MOST_NAMES = 1000;

/** Counts what readers did, so that nothing is dropped in silence. Memory is bounded. */
export function createReadStatistics(): ReadStatisticsCounter {
  let records = 0;
  let read = 0;
  const events = createTally();
  const unknown = createTally();
  const unread = createTally();
  return {
    count(result) {
      records += 1;
      if (result.kind === 'unknown') {
        unknown.add([result.dialect, result.reason, result.name].filter(Boolean).join(' '));
        return;
      }
      read += 1;
      for (const { event } of result.events) events.add(`${result.dialect} ${event.name}`);
      const [first] = result.events;
      for (const attribute of Object.keys(result.unread)) {
        unread.add(`${result.dialect} ${first?.event.name ?? ''} ${attribute.slice(0, 120)}`);
      }
    },
    snapshot: () => ({ records, read, events: events.counts(), unknown: unknown.counts(), unread: unread.counts() }),
  };
}

function createTally(): { add(name: string): void; counts(): Readonly<Record<string, number>> } {
  const counts = new Map<string, number>();
  return {
    add(name) {
      const key = counts.has(name) || counts.size < MOST_NAMES ? name : 'other';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts),
  };
}
