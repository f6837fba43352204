/** What Langfuse 4 stores of one span, in the names of its public API. */

export type ObservationType =
  | 'SPAN'
  | 'GENERATION'
  | 'EVENT'
  | 'EMBEDDING'
  | 'AGENT'
  | 'TOOL'
  | 'CHAIN'
  | 'RETRIEVER'
  | 'GUARDRAIL'
  | 'EVALUATOR';

export type ObservationLevel = 'DEBUG' | 'DEFAULT' | 'WARNING' | 'ERROR';

export type ModelParameter = string | number | boolean | null;

export interface Observation {
  /** The span id. */
  readonly id: string;
  readonly traceId: string;
  /** The span id of the parent; null for a root. */
  readonly parentObservationId: string | null;
  /** Marked by the sender as the topmost span of its own, although it has a parent elsewhere. */
  readonly isAppRoot: boolean;
  readonly type: ObservationType;
  readonly name: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly startTime: string;
  readonly endTime: string;
  /** When the first token arrived. */
  readonly completionStartTime: string | null;
  /** The times as they came, for order within a millisecond. */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly level: ObservationLevel;
  readonly statusMessage: string | null;

  /** These stand on every span; a trace takes them from its spans when it is read. */
  readonly traceName: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly tags: readonly string[];
  readonly public: boolean;
  readonly environment: string;
  readonly release: string | null;
  readonly version: string | null;

  readonly providedModelName: string | null;
  readonly modelParameters: Readonly<Record<string, ModelParameter>>;
  /** Units per usage type; no unit is in two of them, except in `total`. */
  readonly usageDetails: Readonly<Record<string, number>>;
  /** USD per usage type, and `total`. */
  readonly costDetails: Readonly<Record<string, number>>;
  readonly usagePricingTierName: string | null;

  /** Text; structured values as JSON text. */
  readonly input: string | null;
  readonly output: string | null;
  /** Flat, dotted keys: the sender's own, then `attributes.…`, `resourceAttributes.…`, `scope.…`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Names of the tools that the output calls, and in the same order what it calls them with, as JSON text. */
  readonly toolCallNames: readonly string[];
  readonly toolCalls: readonly string[];
  /** Tool name → JSON text `{description, parameters}`. */
  readonly toolDefinitions: Readonly<Record<string, string>>;

  readonly promptName: string | null;
  readonly promptVersion: number | null;
}
