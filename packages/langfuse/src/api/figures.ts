import type { Observation } from '../map/observation.ts';

/** What an observation cost, in USD: only `total` counts, as in Langfuse's own sums. */
export function costOf({ costDetails }: Pick<Observation, 'costDetails'>): number {
  return costDetails['total'] ?? 0;
}

/** Sum of all parts of a usage or cost map that belong to one side: `input`, `input_cached_tokens` … */
export function unitsOf(details: Readonly<Record<string, number>>, side: 'input' | 'output'): number {
  return Object.entries(details)
    .filter(([name]) => name.includes(side))
    .reduce((sum, [, units]) => sum + units, 0);
}

/** Seconds between two ISO 8601 times, with milliseconds. */
export function secondsBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / 1000;
}
