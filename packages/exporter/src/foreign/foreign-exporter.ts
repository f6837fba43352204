import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig } from '@codex-langfuse/config';
import { errorText } from '../error-text.ts';
import type { DeliveryFault, ExportOutcome } from '../export-outcome.ts';
import type { Exporter, ExporterEnvironment, ExporterFactory } from '../exporter.ts';
import { createTextCleaner } from '../server-text.ts';
import type { TextCleaner } from '../server-text.ts';
import { checkOutcome } from './check-outcome.ts';
import { settledInTime } from './settled-in-time.ts';

/**
 * An exporter of somebody else, kept to the contract: whatever it throws, leaves unanswered for longer than the
 * destination's `timeoutMillis` or answers besides outcomes becomes this destination's fault, and nobody else's. Its
 * texts lose control characters and the values of headers.
 */
export function createForeignExporter(
  factory: ExporterFactory,
  destination: DestinationConfig,
  environment: ExporterEnvironment,
): Exporter {
  const exporter = openForeign(factory, destination, environment);

  return {
    async export(signal, items, abort): Promise<ExportOutcome> {
      const clean = createTextCleaner(Object.values(destination.headers).map((secret) => secret.reveal()));
      const failed = (problem: string): ExportOutcome => ({
        kind: 'destination',
        fault: defect(destination, clean(problem)),
      });
      try {
        const answer = await settledInTime(
          (limited) => exporter.export(signal, items, limited),
          abort,
          destination.timeoutMillis,
        );
        if (answer.kind === 'unanswered') return unanswered(destination);
        const outcome = checkOutcome(answer.value, items.length);
        return outcome === undefined ? failed('it answered with something that is no outcome') : shown(outcome, clean);
      } catch (error) {
        if (ConfigError.isInstance(error)) throw error;
        return failed(errorText(error));
      }
    },
    async close(): Promise<void> {
      try {
        await exporter.close();
      } catch {
        // Nothing of the destination's depends on it: everything is settled by now.
      }
    },
  };
}

function openForeign(
  factory: ExporterFactory,
  destination: DestinationConfig,
  environment: ExporterEnvironment,
): Exporter {
  try {
    return factory(destination, environment);
  } catch (error) {
    if (ConfigError.isInstance(error)) throw error;
    const clean = createTextCleaner(Object.values(destination.headers).map((secret) => secret.reveal()));
    throw new ConfigError(defect(destination, clean(errorText(error))));
  }
}

function defect({ name, kind }: DestinationConfig, problem: string): DeliveryFault {
  return {
    code: 'exporter_failed',
    message: `The exporter "${kind}" of destination ${name} failed: ${problem}`,
    hint: 'This is a defect of that exporter: tell whoever made it. Nothing is lost.',
  };
}

function unanswered({ name, kind, timeoutMillis }: DestinationConfig): ExportOutcome {
  const fault = {
    code: 'exporter_timeout',
    message: `The exporter "${kind}" of destination ${name} gave no answer within ${timeoutMillis} ms.`,
    hint: 'The receiver is slow or hangs; timeout_ms sets the time of one try.',
  };
  return { kind: 'retry', fault };
}

function shown(outcome: ExportOutcome, clean: TextCleaner): ExportOutcome {
  if (outcome.kind === 'delivered')
    return outcome.warning === undefined ? outcome : { ...outcome, warning: clean(outcome.warning) };
  const { code, message, hint } = outcome.fault;
  return { ...outcome, fault: { code: clean(code), message: clean(message), hint: clean(hint) } };
}
