import { createExporter, type ExporterFactory } from '@codex-langfuse/exporter';

/** Exporters that can be told to start nothing any more. */
export interface StoppableExporters {
  readonly create: ExporterFactory;
  /** From now on no request is started; `onStopped` is called once when none is in flight and its outcome is written. */
  stop(): void;
}

/**
 * A batch that comes after `stop` is neither sent nor answered: its items stay as they are in the journal, and the
 * process is about to end.
 */
export function createStoppableExporters(onStopped: () => void): StoppableExporters {
  let stopping = false;
  let busy = 0;

  const rest = (): void => {
    if (stopping && busy === 0) onStopped();
  };

  return {
    create: (destination, environment) => {
      const exporter = createExporter(destination, environment);
      return {
        export: async (signal, items, abort) => {
          if (stopping) return new Promise<never>(() => undefined);
          busy += 1;
          try {
            return await exporter.export(signal, items, abort);
          } finally {
            // The outcome is written as soon as it is known; this comes after it.
            setImmediate(() => {
              busy -= 1;
              rest();
            });
          }
        },
        close: () => exporter.close(),
      };
    },
    stop: () => {
      if (stopping) return;
      stopping = true;
      rest();
    },
  };
}
