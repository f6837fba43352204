import type { ContentReference, EventEnvelope } from '../event-envelope.ts';
import { attachAnswers } from './attach-answers.ts';
import { withoutRepeatedEnds } from './repeated-ends.ts';
import type { Dialect, ForeignEvent } from './read-result.ts';
import { turnEnd } from './turn-end.ts';
import { createTurnTracker, IDLE_MICROS, turnKey, type TrackedTurn } from './turn-tracker.ts';

/** A turn of another agent, as if our journal held it. */
export interface ForeignTurn {
  /** Which agent's turn it is. */
  readonly dialect: Dialect;
  readonly conversationId: string;
  /** Absent where a conversation was started and nothing was asked. */
  readonly turnId?: string;
  readonly state: 'open' | 'closed';
  /**
   * In order of time; the first turn of a conversation begins with what came before it. A closed turn ends with
   * `turn_ended`, which is derived: these agents do not send it.
   */
  readonly events: readonly EventEnvelope[];
  /** Items that the events refer to, as JSON. */
  readonly content: ReadonlyMap<ContentReference, string>;
  /** The latest settings before the turn, where its own events do not hold them. */
  readonly conversationStarts?: EventEnvelope<'conversation_starts'>;
}

/**
 * All turns in a set of foreign events of any number of conversations, in any order. Pure: the same set gives the same
 * turns, so a server may read again what it stored whenever a record arrives, and replace what it had. Sequence
 * numbers are made from times, so that a late event does not renumber others.
 */
export function foreignTurns(
  events: readonly ForeignEvent[],
  { nowUnixMicros, idleMicros = IDLE_MICROS }: { readonly nowUnixMicros: number; readonly idleMicros?: number },
): readonly ForeignTurn[] {
  const tracker = createTurnTracker({ idleMicros });
  const placed = inOrder(events).map((foreign) => tracker.place(foreign));
  const tracked = new Map(
    tracker.turns(nowUnixMicros).map((turn) => [turnKey(turn.conversationId, turn.turnId), turn]),
  );
  const conversations = Map.groupBy(placed, ({ event }) => event.conversationId);
  return [...conversations.values()].flatMap((conversation) => turnsOf(conversation, tracked));
}

function inOrder(events: readonly ForeignEvent[]): ForeignEvent[] {
  return events.toSorted(
    (left, right) =>
      left.event.timeUnixMicros - right.event.timeUnixMicros || (left.sequence ?? 0) - (right.sequence ?? 0),
  );
}

function turnsOf(conversation: readonly ForeignEvent[], tracked: ReadonlyMap<string, TrackedTurn>): ForeignTurn[] {
  const groups = Map.groupBy(inFirstTurn(conversation), ({ turnId }) => turnId);
  const turns: ForeignTurn[] = [];
  let settings: EventEnvelope<'conversation_starts'> | undefined;
  for (const [turnId, members] of groups) {
    const [first] = members;
    if (first === undefined) continue;
    const conversationId = conversation[0]?.event.conversationId ?? '';
    const state = (turnId === undefined ? undefined : tracked.get(turnKey(conversationId, turnId))?.state) ?? 'open';
    const foreign = withoutRepeatedEnds(members.map((member) => member.foreign));
    const { events, content } = attachAnswers(
      numbered(state === 'closed' ? [...foreign, ...turnEnd(foreign)] : foreign),
    );
    const own = events.findLast((event) => event.name === 'conversation_starts');
    turns.push({
      dialect: first.foreign.dialect,
      conversationId,
      ...(turnId === undefined ? {} : { turnId }),
      state,
      events,
      content,
      ...(own === undefined && settings !== undefined ? { conversationStarts: settings } : {}),
    });
    settings = own ?? settings;
  }
  return turns;
}

/** What stands outside of turns belongs to the turn that follows, else to the last one. */
function inFirstTurn(conversation: readonly ForeignEvent[]): { turnId: string | undefined; foreign: ForeignEvent }[] {
  let turnId = conversation.findLast(({ event }) => event.turnId !== undefined)?.event.turnId;
  return conversation
    .toReversed()
    .map((foreign) => {
      turnId = foreign.event.turnId ?? turnId;
      return { turnId, foreign };
    })
    .toReversed();
}

/** Microseconds as numbers, moved on where two events share one. */
function numbered(events: readonly ForeignEvent[]): EventEnvelope[] {
  let sequence = 0;
  return events.map(({ dialect, event, context }) => {
    sequence = Math.max(sequence + 1, event.timeUnixMicros);
    // Foreign events have no items, the only thing that differs between an event and its envelope.
    return { ...event, writer: `${dialect}/${event.conversationId}`, sequence, context } as EventEnvelope;
  });
}
