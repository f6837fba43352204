import type { Signal } from '@codex-langfuse/config';
import type { Item } from '@codex-langfuse/exporter';
import { assembleTurn, type AssembledTurn } from '@codex-langfuse/langfuse';
import { transaction } from '../journal/database.ts';
import type { JournaledTurn, OpenJournal } from '../journal/open-journal.ts';
import type { ContentView } from './restrict-content.ts';

/** An item with the events it is made from. */
export interface SourcedItem {
  readonly item: Item;
  readonly sources: readonly number[];
}

export interface TurnView {
  readonly journal: OpenJournal;
  /** Id of the destination within the journal. */
  readonly destination: number;
  readonly signals: ReadonlySet<Signal>;
  readonly view: ContentView;
  readonly writerGone: boolean;
}

/** A turn as it can be sent: items that nothing later changes, and the events all of them come from. */
export interface TurnItems {
  readonly turn: JournaledTurn;
  readonly items: readonly SourcedItem[];
  readonly events: readonly number[];
  readonly closed: boolean;
}

export function itemsOf(turn: JournaledTurn, source: TurnView): TurnItems {
  const events = source.journal.eventsOf(turn);
  const conversationStarts = source.journal.conversationStartsFor(turn);
  const assembled = assembleTurn({
    events: events.map((event) => source.view.restrict(event)),
    ...(conversationStarts === undefined ? {} : { conversationStarts }),
    content: (reference) => source.view.content(reference),
    policy: source.view.policy,
    writerGone: source.writerGone,
  });
  const items = [...spanItems(assembled), ...logItems(assembled), ...metricsItems(assembled)];
  return {
    turn,
    items: items.filter(({ item }) => source.signals.has(item.signal)),
    events: events.map(({ sequence }) => sequence),
    closed: assembled.state === 'closed',
  };
}

/**
 * Gives every item of some turns an outcome row; known ones keep theirs. The events of closed turns are registered:
 * nothing more will be made from them.
 */
export function registerTurns(turns: readonly TurnItems[], { journal: { database }, destination }: TurnView): void {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO outcomes (destination, signal, id, turn_id, first_source, state, sources)
     VALUES (?, ?, ?, ?, ?, 'pending', ?)`,
  );
  const register = database.prepare('INSERT OR IGNORE INTO registered (destination, sequence) VALUES (?, ?)');
  transaction(database, () => {
    for (const { turn, items, events, closed } of turns) {
      for (const { item, sources } of items) {
        insert.run(destination, item.signal, item.id, turn ?? '', Math.min(...sources), JSON.stringify(sources));
      }
      if (closed) for (const sequence of events) register.run(destination, sequence);
    }
  });
}

function spanItems(turn: AssembledTurn): SourcedItem[] {
  return turn.spans
    .filter((span) => span.final)
    .map((span) => ({ item: { signal: 'traces', id: `${span.traceId}/${span.spanId}`, span }, sources: span.sources }));
}

function logItems(turn: AssembledTurn): SourcedItem[] {
  return turn.logRecords.map((record) => ({
    item: { signal: 'logs', id: record.uid, record },
    sources: record.sources,
  }));
}

function metricsItems({ metrics }: AssembledTurn): SourcedItem[] {
  return metrics === undefined
    ? []
    : [{ item: { signal: 'metrics', id: metrics.id, metrics }, sources: metrics.sources }];
}
