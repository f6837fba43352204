import type { EventAttributes, EventName, ItemLists } from './event-types.ts';

/**
 * A conversation item in the shape of the Responses API (`message`, `function_call`, `function_call_output`,
 * `custom_tool_call`, `reasoning`, …) or a tool definition. Items are immutable: the same object stands for the same
 * content, so that it is hashed, redacted and journaled once.
 */
export type ConversationItem = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * A raw event as the agent emits it: complete, unredacted, in memory only. `exec --json` and the exit summary are
 * made from this stream; redaction and capture stand between it and the journal.
 */
export type AgentEvent<Name extends EventName = EventName> = Name extends EventName
  ? {
      readonly name: Name;
      /** Microseconds since the Unix epoch, an integer. */
      readonly timeUnixMicros: number;
      readonly conversationId: string;
      /** UUIDv7; absent on events outside a turn. */
      readonly turnId?: string;
      readonly attributes: EventAttributes<Name>;
      readonly items?: ItemLists<Name, ConversationItem>;
    }
  : never;

/** Where raw events go. `record` is synchronous and never throws: telemetry does not disturb the agent. */
export interface EventSink {
  record(event: AgentEvent): void;
}
