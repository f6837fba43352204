import type { DeliveryFault, ExportOutcome } from '../export-outcome.ts';

/** What was answered for a batch of `size` items, if it is an outcome that the counts can rely on. */
export function checkOutcome(answer: unknown, size: number): ExportOutcome | undefined {
  if (typeof answer !== 'object' || answer === null || !('kind' in answer)) return undefined;
  const { kind, warning, rejected, retryAfterMillis, fault } = answer as Partial<Record<string, unknown>>;
  if (kind === 'delivered') return typeof warning === 'string' ? { kind, warning } : { kind };
  if (!isFault(fault)) return undefined;
  switch (kind) {
    case 'partial':
      if (!Number.isSafeInteger(rejected) || Number(rejected) < 0) return undefined;
      return rejected === 0 ? { kind: 'delivered' } : { kind, rejected: Math.min(Number(rejected), size), fault };
    case 'retry':
      return typeof retryAfterMillis === 'number' && Number.isFinite(retryAfterMillis)
        ? { kind, fault, retryAfterMillis }
        : { kind, fault };
    case 'refused':
    case 'destination':
      return { kind, fault };
    default:
      return undefined;
  }
}

function isFault(fault: unknown): fault is DeliveryFault {
  if (typeof fault !== 'object' || fault === null) return false;
  const { code, message, hint } = fault as Partial<Record<string, unknown>>;
  return [code, message, hint].every((text) => typeof text === 'string');
}
