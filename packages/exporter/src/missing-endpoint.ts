import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import type { ExportOutcome } from './export-outcome.ts';

/** The destination takes no such signal, or names no usable URL for it. */
export function missingEndpoint(destination: DestinationConfig, signal: Signal): ExportOutcome {
  return {
    kind: 'destination',
    fault: {
      code: 'url_invalid',
      message: `Destination ${destination.name} has no usable URL for ${signal}.`,
      hint: 'Give it a full http or https URL.',
    },
  };
}
