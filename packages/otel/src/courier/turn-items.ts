import type { Signal } from '@codex-langfuse/config';
import type { Item } from '@codex-langfuse/exporter';
import { assembleTurn, type AssembledTurn } from '@codex-langfuse/langfuse';
import { DamagedJournalError, isDamaged } from '../journal/damage.ts';
import { primaryCode } from '../journal/database.ts';
import type { JournaledTurn, OpenJournal } from '../journal/open-journal.ts';
import type { ContentView } from './restrict-content.ts';

/** A turn's items as one destination of a journal gets them. */
export interface TurnView {
  readonly journal: OpenJournal;
  /** Id of the destination within the journal. */
  readonly destination: number;
  readonly signals: ReadonlySet<Signal>;
  readonly view: ContentView;
  readonly writerGone: boolean;
}

/** An item with the sequence numbers of the events it is made from, ascending. */
export interface SourcedItem {
  readonly item: Item;
  readonly sources: readonly number[];
}

/** A turn as it can be sent: items that nothing later changes. */
export interface TurnItems {
  readonly turn: JournaledTurn;
  readonly items: ReadonlyMap<Signal, readonly SourcedItem[]>;
  /** Sequence number of its newest event. */
  readonly upTo: number;
  /** No further item comes from the events up to that one. */
  readonly closed: boolean;
}

/** Throws `DamagedJournalError` where the events make no turn, and what SQLite throws. */
export function itemsOf(turn: JournaledTurn, view: TurnView): TurnItems {
  try {
    return assembleItems(turn, view);
  } catch (error) {
    if (primaryCode(error) !== undefined || isDamaged(error)) throw error;
    // Whatever recording lets through can be assembled; so these are not the events that were recorded.
    throw new DamagedJournalError('a turn of the journal cannot be assembled', { cause: error });
  }
}

function assembleItems(turn: JournaledTurn, { journal, signals, view, writerGone }: TurnView): TurnItems {
  const events = journal.eventsOf(turn);
  const [first] = events;
  const needsSettings = first !== undefined && turn !== journal.firstTurn();
  const conversationStarts = needsSettings ? journal.conversationStartsBefore(first) : undefined;
  const assembled = assembleTurn({
    events: events.map((event) => view.restrict(event)),
    ...(conversationStarts === undefined ? {} : { conversationStarts }),
    content: (reference) => view.content(reference),
    policy: view.policy,
    writerGone,
    signals,
  });
  return {
    turn,
    items: new Map([...signals].map((signal) => [signal, itemsFor[signal](assembled)])),
    upTo: events.at(-1)?.sequence ?? 0,
    closed: assembled.state === 'closed',
  };
}

const itemsFor: Readonly<Record<Signal, (turn: AssembledTurn) => readonly SourcedItem[]>> = {
  traces: ({ spans }) =>
    spans
      .filter((span) => span.final)
      .map((span) => ({
        item: { signal: 'traces', id: `${span.traceId}/${span.spanId}`, span },
        sources: span.sources,
      })),
  logs: ({ logRecords }) =>
    logRecords.map((record) => ({ item: { signal: 'logs', id: record.uid, record }, sources: record.sources })),
  metrics: ({ metrics }) =>
    metrics === undefined ? [] : [{ item: { signal: 'metrics', id: metrics.id, metrics }, sources: metrics.sources }],
};
