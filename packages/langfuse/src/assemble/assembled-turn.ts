import type { AttributeValue, ContentReference, EventEnvelope } from '@codex-langfuse/events';

/**
 * What one turn's events become. Everything here is plain, immutable data: the same events give the same values, in
 * any order of arrival and after any restart.
 */
export interface AssembledTurn {
  readonly conversationId: string;
  readonly turnId: string;
  /**
   * `closed` once every span is final: `turn_ended` was seen and what was still begun after it has its end, too, or the
   * writer is gone.
   */
  readonly state: 'open' | 'closed';
  readonly spans: readonly AssembledSpan[];
  readonly logRecords: readonly AssembledLogRecord[];
  /** Present on closed turns only: one set of points per turn. */
  readonly metrics?: AssembledMetrics;
}

/** OpenTelemetry resource and scope, as recorded with the events. */
export interface Provenance {
  readonly resource: Readonly<Record<string, AttributeValue>>;
  readonly scope: { readonly name: string; readonly version: string };
}

export interface AssembledSpan extends Provenance {
  /** What the span stands for within its turn: `root`, `request/<request.id>`, `tool/<call_id>`, … The span id is derived from it. */
  readonly key: string;
  /** 32 lower-case hex digits: sha256 of `conversation.id/turn.id`, or the remote parent's trace id. */
  readonly traceId: string;
  /** 16 lower-case hex digits: sha256 of `conversation.id/turn.id/key`. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'internal' | 'client';
  readonly startUnixMicros: number;
  readonly endUnixMicros: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string };
  /** No later event changes it: it may be sent. */
  readonly final: boolean;
  /** Sequence numbers of the events it is made from; every event of a turn stands in at least one span. */
  readonly sources: readonly number[];
}

export interface AssembledLogRecord extends Provenance {
  /** `log.record.uid`: derived from writer and sequence. */
  readonly uid: string;
  /** `codex.user_prompt`, … */
  readonly eventName: string;
  readonly timeUnixMicros: number;
  /** 9 INFO, 13 WARN, 17 ERROR. */
  readonly severityNumber: number;
  readonly severityText: 'INFO' | 'WARN' | 'ERROR';
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly sources: readonly number[];
}

/** The delta points of one closed turn. */
export interface AssembledMetrics extends Provenance {
  /** `metrics/<conversation.id>/<turn.id>`. */
  readonly id: string;
  readonly startUnixMicros: number;
  readonly endUnixMicros: number;
  readonly metrics: readonly AssembledMetric[];
  readonly sources: readonly number[];
}

export interface AssembledMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: 'counter' | 'histogram';
  /** Upper bounds of the buckets; histograms only. */
  readonly boundaries?: readonly number[];
  readonly points: readonly AssembledPoint[];
}

export interface AssembledPoint {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Counter: the increment. Histogram: the single values observed in the turn. */
  readonly values: readonly number[];
}

/** How much of each kind of content a destination may see; the shape of the configuration's capture policy. */
export interface ContentPolicy {
  readonly prompts: ContentLevel;
  readonly responses: ContentLevel;
  readonly tool_arguments: ContentLevel;
  readonly tool_output: ContentLevel;
  readonly system: ContentLevel;
  /** UTF-8 bytes per attribute. */
  readonly maxBytes: number;
}

export type ContentLevel = 'metadata' | 'redacted' | 'full';

export interface AssembleInput {
  /** All events of one turn that are known, in any order; also the process's events outside a turn, for its first turn. */
  readonly events: readonly EventEnvelope[];
  /**
   * The settings that the turn ran under, for turns whose `events` do not hold them: all but the first of a process.
   * They become metadata of the root and are not among its sources.
   */
  readonly conversationStarts?: EventEnvelope<'conversation_starts'>;
  /** Looks up journaled content; `undefined` where it was dropped. */
  readonly content: (reference: ContentReference) => string | undefined;
  readonly policy: ContentPolicy;
  /** The writer is gone: an open turn is closed as interrupted at its last event. */
  readonly writerGone: boolean;
  /** `gen_ai.agent.name` of the root, for turns of other agents. Default: `codex`. */
  readonly agentName?: string;
  /** What is wanted; the rest is left out. Default: everything. */
  readonly signals?: ReadonlySet<'traces' | 'logs' | 'metrics'>;
}
