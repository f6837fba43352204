import type { Logger, Meter, Tracer } from '@opentelemetry/api';
import type { Signal } from '@codex-langfuse/config';

/** Who the telemetry is about. */
export interface OtelProviderInput {
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** `service.instance.id`; left out when absent, never made up. */
  readonly serviceInstanceId?: string;
}

/** What one destination did not take, per signal. */
export interface ExportFailure {
  /** Name of the destination in the configuration. */
  readonly destination: string;
  readonly signal: Signal;
  /** Exports that failed: batches, not items. The SDK has dropped them. */
  readonly exports: number;
  /** Why the last of them failed, without header values. */
  readonly reason: string;
}

/** `failures` are those since the last outcome, also of exports in the background. */
export type FlushOutcome =
  | { readonly kind: 'flushed' }
  | { readonly kind: 'failed'; readonly failures: readonly ExportFailure[] }
  /** The bound passed first; what was not sent by then may still go out while the process lives. */
  | { readonly kind: 'timeout'; readonly failures: readonly ExportFailure[] };

/** A place in `@opentelemetry/api` that holds one global. */
export type GlobalSlot = 'context' | 'logs' | 'metrics' | 'propagation' | 'trace';

/** `occupied` names the slots that somebody else had taken before; the others are ours now. */
export type RegisterOutcome =
  | { readonly kind: 'registered' }
  | { readonly kind: 'occupied'; readonly occupied: readonly GlobalSlot[] };

/**
 * Tracers, loggers and meters of the OpenTelemetry SDK that export to the configured destinations: live and best
 * effort. A signal that no destination takes gives do-nothing instruments.
 */
export interface OtelProvider {
  tracer(name: string, version?: string): Tracer;
  logger(name: string, version?: string): Logger;
  meter(name: string, version?: string): Meter;
  /**
   * Makes this provider the process's global one, with a context manager and W3C propagation, as instrumentation
   * packages expect. Without it nothing global changes, and `startActiveSpan` passes no context on unless the host has
   * a context manager. Globals that are taken stay as they are.
   */
  register(): RegisterOutcome;
  /** Sends what is queued. Never rejects. Default bound 5000 ms. */
  forceFlush(options?: { readonly timeoutMillis?: number }): Promise<FlushOutcome>;
  /** Sends what is queued and ends. Never rejects, never takes longer than its bound (default 5000 ms); later calls get the first one's outcome. */
  shutdown(options?: { readonly timeoutMillis?: number }): Promise<FlushOutcome>;
}
