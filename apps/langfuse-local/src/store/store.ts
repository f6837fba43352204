import type { Observation } from '@codex-langfuse/langfuse';
import type { WireLogRecord, WireMetric, WireResource, WireScope } from '@codex-langfuse/otlp';

/** A log record with where it came from. */
export interface StoredLogRecord {
  readonly uid: string;
  readonly record: WireLogRecord;
  readonly resource: WireResource;
  readonly scope: WireScope;
  /** Of the real Codex, Claude Code or Gemini CLI: which conversation it belongs to. */
  readonly conversation?: string;
}

/** All observations that the log records of one conversation give. */
export type AssembleConversation = (records: readonly StoredLogRecord[]) => readonly Observation[];

export interface StoredMetric {
  readonly metric: WireMetric;
  readonly resource: WireResource;
  readonly scope: WireScope;
}

/** Everything langfuse-local keeps. Each write is one transaction: when it returns, all of it is on disk. */
export interface Store {
  /** Inserts, or replaces where trace and span id are known: a repeated delivery changes nothing. */
  putObservations(observations: readonly Observation[]): void;
  /** Also assembles anew every conversation that the records touch, and replaces what was assembled of it before. */
  putLogRecords(records: readonly StoredLogRecord[], assemble: AssembleConversation): void;
  putMetrics(metrics: readonly StoredMetric[]): void;

  /** The observations of a trace in order of arrival; empty when the trace is unknown. */
  traceObservations(traceId: string): readonly Observation[];
  logRecords(traceId: string): readonly StoredLogRecord[];
  /** Newest first. */
  listObservations(query: ObservationQuery): ObservationPage;
  /** Traces by their latest span, newest first. */
  recentTraceIds(limit: number): readonly string[];
  close(): void;
}

export interface ObservationQuery {
  readonly limit: number;
  readonly cursor?: ObservationCursor;
  readonly traceId?: string;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly type?: string;
  readonly name?: string;
  readonly level?: string;
  readonly environment?: string;
  readonly parentObservationId?: string;
  readonly fromStartTimeUnixNano?: bigint;
  readonly toStartTimeUnixNano?: bigint;
}

/** The last row of the page before. */
export interface ObservationCursor {
  readonly startTimeUnixNano: bigint;
  readonly id: string;
}

export interface ObservationPage {
  readonly observations: readonly Observation[];
  /** Absent on the last page. */
  readonly next?: ObservationCursor;
}
