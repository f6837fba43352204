import { createAbandonableLookup } from '@codex-langfuse/exporter';
import type { ExporterEnvironment } from '@codex-langfuse/exporter';
import { VERSION } from '../version.ts';

/** What exporters get of this process. Behind a silent name server the system's look-up would hold up its end by 10 s. */
export function exporterEnvironment(
  env: ExporterEnvironment['env'],
  write: ExporterEnvironment['write'],
): ExporterEnvironment {
  return { env, write, userAgent: `codex-langfuse/${VERSION}`, lookup: createAbandonableLookup() };
}
