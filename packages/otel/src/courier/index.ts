import type { DrainInput, DrainReport } from './drain-input.ts';

export { addReports } from './add-reports.ts';
export type * from './drain-input.ts';

/**
 * Delivers what stands in journals that nobody owns, and in the own one; see `DrainInput` and `DrainReport`. Exporters
 * and the assembler are loaded on the first call: recording alone never pays for them. Rejects when the ledger cannot
 * be opened or a journal cannot be written; nothing is lost then.
 */
export async function drainJournals(input: DrainInput): Promise<DrainReport> {
  if (input.persistent === true) {
    const { drainPersistently } = await import('./drain-persistently.ts');
    return drainPersistently(input);
  }
  const { drain } = await import('./drain-journals.ts');
  return drain(input);
}
