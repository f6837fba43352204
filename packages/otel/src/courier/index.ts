import type { DrainInput, DrainReport } from './drain-input.ts';

export type * from './drain-input.ts';

/** See `drain`. Exporters and the assembler are loaded on the first call: recording alone never pays for them. */
export async function drainJournals(input: DrainInput): Promise<DrainReport> {
  const { drain } = await import('./drain-journals.ts');
  return drain(input);
}
