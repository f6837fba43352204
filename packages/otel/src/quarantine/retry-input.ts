import type { OtelConfig } from '@codex-langfuse/config';
import type { DeliveryFault, ExporterEnvironment, ExporterFactory } from '@codex-langfuse/exporter';

export interface RetryInput {
  readonly codexHome: string;
  /** Items go only to destinations that stand here. */
  readonly config: OtelConfig;
  readonly ids: ReadonlySet<string>;
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly abort: AbortSignal;
  /** No request is started at or after this time. */
  readonly deadlineUnixMillis: number;
  readonly environment: ExporterEnvironment;
  /** Default: the exporter registered for the destination's kind. */
  readonly createExporter?: ExporterFactory;
}

/** Counts of items. */
export interface RetryReport {
  /** Sent and acknowledged now. */
  readonly delivered: number;
  /** Refused again; they stay in quarantine with the newest reason. */
  readonly rejected: number;
  /** Not tried, or a passing fault; they stay as they were. */
  readonly left: number;
  /** Made pending again in a journal that is not finished: the next delivery sends them. */
  readonly requeued: number;
  readonly skipped: readonly SkippedEntry[];
  readonly faults: readonly DeliveryFault[];
}

/** `in-use`: its journal, or the quarantine, belongs to another process now. */
export interface SkippedEntry {
  readonly id: string;
  readonly reason: 'in-use' | 'not-configured';
}
