import { ConfigError, type DestinationConfig } from '@codex-langfuse/config';
import { createExporter, type ExporterFactory, type ExportOutcome } from '@codex-langfuse/exporter';
import type { StopSwitch } from './stop-switch.ts';

/**
 * Exporters that begin nothing once the switch is off: a batch that comes later is neither sent nor answered, its items
 * stay as they are in the journal, and the process is about to end. `onStopped` is called when the last request that
 * counts is settled after that.
 *
 * Requests to a destination that failed last do not count: nobody waits for what is known not to work.
 */
export function createStoppableExporters(stopSwitch: StopSwitch, onStopped: () => void): ExporterFactory {
  const failing = new Set<string>();
  const rest = (): void => {
    if (stopSwitch.isStopped && stopSwitch.underWay === 0) onStopped();
  };

  return (destination, environment) => {
    const exporter = createExporter(destination, environment);
    return {
      export: async (signal, items, abort) => {
        const fault = await renewSecrets(destination);
        if (fault !== undefined) return fault;
        const counts = !failing.has(destination.name);
        if (counts ? !stopSwitch.begin() : stopSwitch.isStopped) {
          rest();
          return new Promise<never>(() => undefined);
        }
        try {
          const outcome = await exporter.export(signal, items, abort);
          if (outcome.kind === 'retry' || outcome.kind === 'destination') failing.add(destination.name);
          else failing.delete(destination.name);
          return outcome;
        } finally {
          // The outcome is written as soon as it is known; this comes after it.
          if (counts)
            setImmediate(() => {
              stopSwitch.end();
              rest();
            });
        }
      },
      close: () => exporter.close(),
    };
  };
}

/** Programs that print secrets run beside the thread: one that runs in it would hold up the end of the process. */
async function renewSecrets({ headers }: DestinationConfig): Promise<ExportOutcome | undefined> {
  try {
    for (const secret of Object.values(headers)) await secret.renew();
    return undefined;
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    const { code, message, hint } = error;
    return { kind: 'destination', fault: { code, message, hint } };
  }
}
