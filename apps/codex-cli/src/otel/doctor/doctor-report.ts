import type { WireProtocol } from '@codex-langfuse/config';

/** What the doctor found; `codex otel doctor --json` prints it. */
export interface DoctorReport {
  /** Every check of every destination passed, and there is at least one. */
  readonly ok: boolean;
  readonly destinations: readonly DestinationReport[];
  /** What is wrong with the configuration itself. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface DestinationReport {
  readonly name: string;
  readonly kind: string;
  readonly ok: boolean;
  /** Names of the headers that were sent; never their values. */
  readonly headers: readonly string[];
  readonly checks: readonly Check[];
}

export interface Check {
  /** A signal: one real item of it was sent. `clock`: against the receiver's. `read-back`: the span over Langfuse's API. */
  readonly name: 'traces' | 'logs' | 'metrics' | 'clock' | 'read-back';
  readonly ok: boolean;
  readonly url?: string;
  readonly protocol?: WireProtocol;
  readonly durationMillis: number;
  /** Of the span that was sent. */
  readonly traceId?: string;
  /** Of a check that failed: stable, for machines; of one that passed: `ok`. */
  readonly code: string;
  readonly message: string;
  /** What to do; empty where nothing is to be done. */
  readonly hint: string;
}
