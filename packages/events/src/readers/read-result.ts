import type { AgentEvent } from '../agent-event.ts';
import type { EventContext } from '../event-envelope.ts';
import type { AttributeValue } from '../event-types.ts';

/** Whose log records they are. */
export type Dialect = 'codex' | 'claude-code' | 'gemini-cli';

/** A typed event made from a record of another agent. */
export interface ForeignEvent {
  readonly dialect: Dialect;
  /**
   * The event; it passes `validateEvent`. `turnId` is set where the dialect has an identifier of the turn. What a
   * single record does not tell and its neighbours do is `""` (`request.id`) or `unknown` (`provider_name`, models) until
   * a turn tracker has placed the event.
   */
  readonly event: AgentEvent;
  /** Common metadata and resource of the record. */
  readonly context: EventContext;
  /** Time of the event as the sender wrote it, RFC 3339 in UTC. Codex's turns are named after it. */
  readonly timestamp: string;
  /** Position within the conversation, where the sender counts. */
  readonly sequence?: number;
}

/**
 * Why a record gives no event.
 * - `own_record`: it is ours; its spans exist, and to read it again would count every cost twice
 * - `foreign_dialect`: it comes from none of the agents we know
 * - `unnamed`: it has no event name, such as a debug message
 * - `no_counterpart`: a known event that has no place in a turn, such as housekeeping
 * - `unknown_event`: a name that the dialect did not have when the reader was written
 * - `no_conversation`, `no_time`, `incomplete`: what an event cannot do without is missing; `missing` says what
 */
export type UnknownReason =
  | 'own_record'
  | 'foreign_dialect'
  | 'unnamed'
  | 'no_counterpart'
  | 'unknown_event'
  | 'no_conversation'
  | 'no_time'
  | 'incomplete';

/**
 * What a record says that the events do not: attributes that were not understood, and words whose meaning was narrowed.
 * It may hold content of any privacy class.
 */
export type Unread = Readonly<Record<string, AttributeValue>>;

export type ReadResult =
  /** One record gives one event, or two: other agents report a request and its answer, or a call and its approval, at once. */
  | {
      readonly kind: 'event';
      readonly dialect: Dialect;
      readonly events: readonly ForeignEvent[];
      readonly unread: Unread;
    }
  | {
      readonly kind: 'unknown';
      readonly dialect?: Dialect;
      readonly reason: UnknownReason;
      /** Name of the sender's event, at most 120 characters; `""` where it has none. */
      readonly name: string;
      /** Attributes of the event that are missing. */
      readonly missing?: readonly string[];
      /** All attributes of the record. */
      readonly unread: Unread;
    };
