import type { OtelConfig } from '@codex-langfuse/config';
import { createAbandonableLookup } from '@codex-langfuse/exporter';
import { drainJournals } from '@codex-langfuse/otel';
import type { DrainReport } from '@codex-langfuse/otel';
import { VERSION } from '../version.ts';
import { loadExporterModules } from './load-exporter-modules.ts';

export interface DeliverInput {
  readonly codexHome: string;
  readonly config: OtelConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For the console exporter. */
  readonly write: (text: string) => void;
  /** Passing faults are waited out until then. */
  readonly timeoutMillis: number;
  readonly abort?: AbortSignal;
  /** A person asked: what backs off or is paused is tried at once. */
  readonly retryNow?: boolean;
}

/** Takes over every journal that nobody owns and delivers what is pending, within the time given. */
export async function deliverPending(input: DeliverInput): Promise<DrainReport> {
  const { codexHome, config, env, write } = input;
  await loadExporterModules(config);
  return drainJournals({
    codexHome,
    config,
    clock: Date.now,
    random: Math.random,
    abort: input.abort ?? new AbortController().signal,
    deadlineUnixMillis: Date.now() + input.timeoutMillis,
    persistent: true,
    retryNow: input.retryNow ?? false,
    // Behind a silent name server the system's own look-up would hold up the end of the process for ten seconds.
    environment: { env, write, userAgent: `codex-langfuse/${VERSION}`, lookup: createAbandonableLookup() },
  });
}
