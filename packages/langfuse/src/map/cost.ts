import { usageAttributes } from '../vocabulary/reading.ts';
import { firstValue, type Attributes } from './attributes.ts';
import { fromEntries, isObject, parseJson } from './json.ts';

/** USD per usage type. */
export type CostDetails = Readonly<Record<string, number>>;

/**
 * The cost that the sender states, `{}` if none. It switches off pricing by list. `total` is added
 * only when input and output are all there is: of other parts nobody knows whether they are complete.
 */
export function statedCost(attributes: Attributes): CostDetails {
  const details = parseJson(attributes.get(usageAttributes.givenCost));
  if (isObject(details)) {
    const costs = fromEntries(
      Object.entries(details).flatMap(([name, value]) => {
        const dollars = amount(value);
        return dollars === undefined ? [] : [[name, dollars] as const];
      }),
    );
    return withTotal(costs);
  }
  const total = amount(firstValue(attributes, usageAttributes.totalCost));
  return total === undefined ? {} : { total };
}

function withTotal(costs: CostDetails): CostDetails {
  const names = Object.keys(costs);
  if (names.length === 0 || !names.every((name) => name === 'input' || name === 'output')) return costs;
  return { ...costs, total: (costs['input'] ?? 0) + (costs['output'] ?? 0) };
}

function amount(value: unknown): number | undefined {
  const dollars = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof dollars === 'number' && Number.isFinite(dollars) && dollars >= 0 ? dollars : undefined;
}
