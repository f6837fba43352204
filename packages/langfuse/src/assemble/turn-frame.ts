import type { EventContext, EventEnvelope } from '@codex-langfuse/events';
import type { AssembleInput } from './assembled-turn.ts';
import { createSpanIdentities, type SpanIdentity, type TurnIdentity } from './span-identity.ts';

/** A turn's events in the order in which they were recorded, and what all its spans have in common. */
export interface TurnFrame extends TurnIdentity {
  readonly events: readonly EventEnvelope[];
  /** False where a process started a conversation and nothing was asked: then there are events but no turn. */
  readonly hasTurn: boolean;
  /** False while a turn may follow to which the events will belong, and which will give them other ids. */
  readonly idsAreKnown: boolean;
  /** The context of the first event of the turn. */
  readonly context: EventContext;
  /** Time of the first event of the turn. */
  readonly beganUnixMicros: number;
  readonly lastUnixMicros: number;
  readonly writerGone: boolean;
  readonly identityOf: (key: string) => SpanIdentity;
}

/** Throws `TypeError` without events: there is nothing to take an identity from. */
export function turnFrame({ events: given, writerGone }: Pick<AssembleInput, 'events' | 'writerGone'>): TurnFrame {
  const events = inOrder(given);
  const first = events.find(({ turnId }) => turnId !== undefined) ?? events[0];
  if (first === undefined) throw new TypeError('a turn needs at least one event');
  const { remoteParent } = first.context;
  const identity: TurnIdentity = {
    conversationId: first.conversationId,
    turnId: first.turnId ?? first.writer,
    ...(remoteParent === undefined ? {} : { remoteParent }),
  };
  return {
    ...identity,
    identityOf: createSpanIdentities(identity),
    events,
    hasTurn: first.turnId !== undefined,
    idsAreKnown: first.turnId !== undefined || writerGone,
    context: first.context,
    beganUnixMicros: first.timeUnixMicros,
    lastUnixMicros: events.reduce(
      (latest, { timeUnixMicros }) => Math.max(latest, timeUnixMicros),
      first.timeUnixMicros,
    ),
    writerGone,
  };
}

/** Writers number their events without gaps, so an event that came twice is one. */
function inOrder(events: readonly EventEnvelope[]): readonly EventEnvelope[] {
  const isOrdered = events.every((event, index) => {
    const before = events[index - 1];
    return before === undefined || (before.writer === event.writer && before.sequence < event.sequence);
  });
  if (isOrdered) return events;
  const unique = new Map(events.map((event) => [`${event.writer}-${event.sequence}`, event]));
  return [...unique.values()].toSorted((left, right) =>
    left.writer === right.writer ? left.sequence - right.sequence : left.writer < right.writer ? -1 : 1,
  );
}
