import { writing } from '../vocabulary/attributes.ts';
import type { AssembledSpan, ContentPolicy } from './assembled-turn.ts';
import { eventAttributes } from './event-attributes.ts';
import type { MomentGroup } from './group-events.ts';
import { promptText } from './root-span.ts';
import type { SpanFactory } from './span-factory.ts';
import { ROOT_KEY } from './span-identity.ts';
import { timestampOf } from './timestamp.ts';
import type { TurnFrame } from './turn-frame.ts';

/** An event without duration: a Langfuse EVENT under the root. */
export function momentSpan(
  turn: TurnFrame,
  { key, event }: MomentGroup,
  policy: ContentPolicy,
  makeSpan: SpanFactory,
): AssembledSpan {
  const isStart = event.name === 'conversation_starts';
  const isPrompt = event.name === 'user_prompt';
  // Langfuse counts a trace's latency from its earliest span: the time a person thinks before the first prompt is none.
  const time = isStart ? Math.max(event.timeUnixMicros, turn.beganUnixMicros) : event.timeUnixMicros;
  return makeSpan({
    key,
    parentKey: ROOT_KEY,
    name: event.name,
    observationType: 'event',
    startUnixMicros: time,
    endUnixMicros: time,
    attributes: isPrompt ? { [writing.input]: promptText(event, policy) } : {},
    metadata: {
      ...(isPrompt ? {} : eventAttributes(event, policy)),
      ...(isStart ? { [writing.eventTimestamp]: timestampOf(event) } : {}),
    },
    final: true,
    events: [event],
  });
}
