import type { AssembledMetric, AssembledPoint } from '@codex-langfuse/langfuse';

/** The values of a point, counted by bucket. */
export interface Histogram {
  readonly boundaries: readonly number[];
  /** One more than there are boundaries. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  /** Absent where there is no value, as is `max`. */
  readonly min?: number;
  readonly max?: number;
}

/** A boundary belongs to the bucket below it: OTLP's buckets are `(lower, upper]`. */
export function toHistogram({ values }: AssembledPoint, { boundaries = [] }: AssembledMetric): Histogram {
  const counts = Array.from({ length: boundaries.length + 1 }, () => 0);
  for (const value of values) {
    const index = boundaries.findIndex((upper) => value <= upper);
    const bucket = index === -1 ? boundaries.length : index;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const extremes = values.length === 0 ? {} : { min: Math.min(...values), max: Math.max(...values) };
  return { boundaries, counts, count: values.length, sum: sumOf(values), ...extremes };
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** UCUM annotations such as `{token}` count things; so do `1` and bytes. */
const COUNT_UNIT = /^(\{.*\}|1|By)?$/;

/** By unit and not by value alone, else a cost of exactly 2 would turn a series of doubles into integers. */
export function isCount({ unit, points }: AssembledMetric): boolean {
  return COUNT_UNIT.test(unit) && points.every(({ values }) => values.every(Number.isSafeInteger));
}
