import type {
  AgentEvent,
  ConversationItem,
  EventAttributes,
  EventName,
  EventSink,
  ItemLists,
} from '@codex-langfuse/events';

import type { Clock } from './clock.ts';

/** Records events of one conversation, or of one turn of it. */
export interface EventRecorder {
  record<Name extends EventName>(
    name: Name,
    attributes: EventAttributes<Name>,
    items?: ItemLists<Name, ConversationItem>,
  ): void;
}

/** Puts time, conversation and turn on each event and hands it to the sink. */
export function createEventRecorder(input: {
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly conversationId: string;
  readonly turnId?: string;
}): EventRecorder {
  return {
    record(name, attributes, items) {
      const event = {
        name,
        timeUnixMicros: input.clock.nowMicros(),
        conversationId: input.conversationId,
        ...(input.turnId === undefined ? {} : { turnId: input.turnId }),
        attributes,
        ...(items === undefined ? {} : { items }),
      };
      input.sink.record(event as unknown as AgentEvent);
    },
  };
}
