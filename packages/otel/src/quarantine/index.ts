import type { RetryInput, RetryReport } from './retry-input.ts';

export type * from './retry-input.ts';
export { dropQuarantine, type DropInput, type DropReport } from './drop-quarantine.ts';
export { readPayloads, readQuarantine, type QuarantineEntry } from './read-quarantine.ts';

/**
 * Delivers refused items again, with the ids they had: those of finished journals at once, one by one; those of
 * journals that nobody owns become pending. The ledger follows. Exporters are loaded on the first call.
 */
export async function retryQuarantine(input: RetryInput): Promise<RetryReport> {
  const { retry } = await import('./retry-quarantine.ts');
  return retry(input);
}
