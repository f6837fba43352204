import type { Signal } from '@codex-langfuse/config';
import type { AssembledLogRecord, AssembledMetrics, AssembledSpan } from '@codex-langfuse/langfuse';

/** The smallest thing that has an outcome: one span, one log record, or one turn's metric points. */
export type Item = SpanItem | LogItem | MetricsItem;

export interface SpanItem {
  readonly signal: 'traces';
  /** `<traceId>/<spanId>`. */
  readonly id: string;
  readonly span: AssembledSpan;
}

export interface LogItem {
  readonly signal: 'logs';
  /** `log.record.uid`. */
  readonly id: string;
  readonly record: AssembledLogRecord;
}

export interface MetricsItem {
  readonly signal: 'metrics';
  /** `metrics/<conversation.id>/<turn.id>`. */
  readonly id: string;
  readonly metrics: AssembledMetrics;
}

export type ItemOf<S extends Signal> = Extract<Item, { signal: S }>;
