import type { AttributeValue, CommonMetadata, EventAttributes, EventName, ItemLists } from './event-types.ts';

/** `sha256:` and 64 hex digits of the journaled text. */
export type ContentReference = string;

/** A W3C trace context that a turn continues, from `TRACEPARENT`. */
export interface RemoteParent {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
}

/** A sub-agent's place in its parent conversation. */
export interface ParentConversation {
  readonly conversationId: string;
  readonly turnId: string;
  readonly callId: string;
  /** The conversation at the top, where a sub-agent started this sub-agent. */
  readonly rootConversationId?: string;
}

/** What is the same for many events of a process and is stored once. */
export interface EventContext {
  readonly common: CommonMetadata;
  /** OpenTelemetry resource: `service.name`, `service.version`, `deployment.environment.name`, … */
  readonly resource: Readonly<Record<string, AttributeValue>>;
  readonly traceName: string;
  readonly tags: readonly string[];
  readonly environment: string;
  readonly release?: string;
  readonly version?: string;
  /** Account id, else the configured user id, else e-mail, else absent. */
  readonly userId?: string;
  /** Configured attributes that stand on every span. */
  readonly spanAttributes: Readonly<Record<string, string>>;
  readonly remoteParent?: RemoteParent;
  readonly parentConversation?: ParentConversation;
}

/** An event as it stands in the journal: enriched, gated, redacted; items replaced by references. */
export type EventEnvelope<Name extends EventName = EventName> = Name extends EventName
  ? {
      readonly name: Name;
      /** UUIDv7 of the journal writer; one per process. */
      readonly writer: string;
      /** Position within the writer, from 1 without gaps. */
      readonly sequence: number;
      readonly timeUnixMicros: number;
      readonly conversationId: string;
      readonly turnId?: string;
      readonly context: EventContext;
      readonly attributes: EventAttributes<Name>;
      readonly items?: ItemLists<Name, ContentReference>;
    }
  : never;
