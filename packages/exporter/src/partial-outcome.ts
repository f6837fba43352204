import type { PartialSuccess } from '@codex-langfuse/otlp';
import type { ExportOutcome } from './export-outcome.ts';

/**
 * What a receiver's partial success means for a batch of `size` items. None rejected with a message is a warning.
 * Metrics are refused by data point, while an item holds a turn's points: at least as many points as items were
 * refused, so the count is capped by the batch.
 */
export function partialOutcome({ rejected, message }: PartialSuccess, size: number): ExportOutcome {
  if (rejected === 0) return message === '' ? { kind: 'delivered' } : { kind: 'delivered', warning: message };
  return {
    kind: 'partial',
    rejected: Math.min(rejected, size),
    fault: {
      code: 'partial_success',
      message: `The receiver refused ${rejected} of the batch${message === '' ? '.' : `: ${message}`}`,
      hint: 'These items are kept in quarantine and not sent again; the receiver names the reason, not the items.',
    },
  };
}
