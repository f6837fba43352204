import type { DestinationConfig } from '@codex-langfuse/config';
import type { Exporter, ExporterFactory } from '@codex-langfuse/exporter';

interface KeptExporter {
  readonly exporter: Exporter;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Exporters that outlive the delivery they were made for, so that a session connects, looks up names and greets by TLS
 * once and not every second. `close` closes an exporter only when nobody has wanted it again for `idleMillis`;
 * `onProblem` is told if that fails.
 */
export function createKeptExporters(
  create: ExporterFactory,
  idleMillis: number,
  onProblem: (error: unknown) => void,
): ExporterFactory {
  const kept = new Map<DestinationConfig, KeptExporter>();

  return (destination, environment) => {
    const known = kept.get(destination) ?? { exporter: create(destination, environment), idle: undefined };
    kept.set(destination, known);
    clearTimeout(known.idle);
    return {
      export: (signal, items, abort) => known.exporter.export(signal, items, abort),
      close: async () => {
        known.idle = setTimeout(() => {
          kept.delete(destination);
          known.exporter.close().catch(onProblem);
        }, idleMillis).unref();
      },
    };
  };
}
