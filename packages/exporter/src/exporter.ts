import type { LookupFunction } from 'node:net';
import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import type { ExportOutcome } from './export-outcome.ts';
import type { Item } from './item.ts';

/** One way out. Implementations never throw for what a network does; they say it with an outcome. */
export interface Exporter {
  /** Sends one batch, all of one signal, as one request; resolves when the whole answer was read or given up. */
  export(signal: Signal, items: readonly Item[], abort: AbortSignal): Promise<ExportOutcome>;
  close(): Promise<void>;
}

/** Of an HTTP answer: status and the `Date` header as it came. */
export interface AnswerHead {
  readonly status: number;
  readonly date?: string;
}

/** What an exporter may depend on beside its destination. */
export interface ExporterEnvironment {
  /** Proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and their lower-case forms. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For the console exporter. */
  readonly write: (text: string) => void;
  /**
   * Finds addresses; by default the system's look-up. `createAbandonableLookup()` is for threads whose process must be
   * able to exit at any time.
   */
  readonly lookup?: LookupFunction;
  /** Product token of the User-Agent header: `codex-langfuse/0.1.0`. */
  readonly userAgent: string;
  /** Told what an HTTP answer says beside its outcome; for diagnosis. */
  readonly onAnswer?: (answer: AnswerHead) => void;
}

/** Makes an exporter for a destination of its kind; registered by name. */
export type ExporterFactory = (destination: DestinationConfig, environment: ExporterEnvironment) => Exporter;
