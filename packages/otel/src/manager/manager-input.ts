import type { OtelConfig } from '@codex-langfuse/config';
import type { EventSink, ParentConversation, RemoteParent } from '@codex-langfuse/events';
import type { Ledger } from '../ledger.ts';
import type { EventMethods } from './event-methods.ts';

/** Metadata on every event of a process, whatever the conversation. */
export interface ManagerContext {
  readonly appVersion: string;
  readonly authMode?: 'ApiKey' | 'Chatgpt';
  /** `codex_cli_ts`, `codex_exec`, `codex_demo`. */
  readonly originator: string;
  readonly accountId?: string;
  readonly email?: string;
  readonly terminalType: string;
  readonly model: string;
  readonly slug: string;
}

export interface OtelManagerInput {
  /** No destinations: telemetry is off, and the manager opens and loads nothing. */
  readonly config: OtelConfig;
  /** Absolute; made when it does not exist. */
  readonly codexHome: string;
  readonly context: ManagerContext;
  /** `service.name`; default `codex`. */
  readonly serviceName?: string;
  readonly serviceVersion: string;
  /** From `TRACEPARENT`, see `parseTraceparent`: every turn continues this trace. */
  readonly remoteParent?: RemoteParent;
  /** Places of sub-agents' conversations, by conversation id. */
  readonly parentConversations?: ReadonlyMap<string, ParentConversation>;
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  /** Told why telemetry does not work: at most one line in the life of a manager. */
  readonly onProblem: (line: string) => void;
}

/** The journal a living manager writes to, for a courier in the same process. */
export interface LiveJournal {
  readonly writer: string;
}

export interface OtelManager extends EventSink, EventMethods {
  /** Counts of this manager's events; after `close` as they were then. */
  ledger(): Ledger;
  /** From now on events carry these values. */
  updateContext(changes: Partial<ManagerContext>): void;
  /** `undefined` while nothing was recorded, after `close`, and where telemetry is off. */
  liveJournal(): LiveJournal | undefined;
  /** Gives the journal up for delivery by anyone. Later events are counted as not recorded. */
  close(): void;
  /**
   * As `close`, for the last moments of a process: frees the journal for others without the count and the checkpoint,
   * which wait for the disk. Whoever takes the journal over makes up for it. Says whether the journal holds anything.
   */
  leave(): boolean;
}
