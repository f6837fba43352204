import type { OtelConfig } from '@codex-langfuse/config';
import type { DeliveryFault, ExporterEnvironment, ExporterFactory } from '@codex-langfuse/exporter';
import type { LiveJournal } from '../manager/manager-input.ts';

export interface DrainInput {
  /** Absolute. */
  readonly codexHome: string;
  /** Only destinations that stand here get anything; the others wait for a configuration that has them. */
  readonly config: OtelConfig;
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the run at once; a request in flight is cut, its items stay pending. */
  readonly abort: AbortSignal;
  /** No request is started at or after this time. */
  readonly deadlineUnixMillis: number;
  /** Go on after passing faults and busy files, when their time has come, until nothing is left or the deadline is near. Default: false. */
  readonly persistent?: boolean;
  /** A person asked: what backs off or is paused is tried at once. Default: false. */
  readonly retryNow?: boolean;
  /** The journal this process is recording to: it is delivered as far as it goes, and kept. */
  readonly own?: LiveJournal;
  /** Journals of processes that are gone are left alone. Default: false. */
  readonly ownOnly?: boolean;
  readonly environment: ExporterEnvironment;
  /** Default: the exporter registered for the destination's kind. */
  readonly createExporter?: ExporterFactory;
}

export interface DrainReport {
  /** Journals looked at; those of other living processes are not. */
  readonly journals: number;
  /** Of these: everything final, counted in the ledger, deleted. */
  readonly removed: number;
  /** Unreadable journals, moved aside: paths. */
  readonly corrupt: readonly string[];
  readonly destinations: readonly DestinationReport[];
  /** Nothing that this configuration can deliver is left. */
  readonly complete: boolean;
  /** Another process held a file for longer than is worth waiting: what is left can be tried again at once. */
  readonly busy: boolean;
}

/** Counts of items (spans, log records, sets of points) in this run. */
export interface DestinationReport {
  readonly name: string;
  readonly fingerprint: string;
  readonly requests: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly postponed: number;
  /** Why the run of this destination ended. */
  readonly stopped: 'empty' | 'backing-off' | 'paused' | 'aborted' | 'deadline';
  readonly fault?: DeliveryFault;
  /** With `backing-off`: nothing is tried before. */
  readonly nextTryUnixMillis?: number;
}
