import { findModelPrices } from './find-model.ts';
import { modelPrices } from './model-prices.ts';
import type { ModelPrices, PriceTable, TierCondition, UnitPrices } from './price-table.ts';

export interface PricedUsage {
  /** USD per usage type that has a price, and `total`; `{}` when no type of the usage has one. */
  readonly costDetails: Readonly<Record<string, number>>;
  /** USD; 0 when nothing could be priced. */
  readonly total: number;
  readonly tierName: string;
}

/**
 * The cost of a usage at the model's list price, by Langfuse's rules: equal keys only, tokens without a price cost
 * nothing, `total` is the price of the key `total` if the model has one and else the sum. Null when the model is not
 * in the table or the usage is empty.
 *
 * `usageDetails` holds units per usage type, split so that nothing is in two of them: `input` without cached tokens,
 * `output` without reasoning tokens.
 */
export function priceUsage(
  model: string,
  usageDetails: Readonly<Record<string, number>>,
  modelParameters: Readonly<Record<string, unknown>> = {},
  table: PriceTable = modelPrices,
): PricedUsage | null {
  const entry = findModelPrices(model, table);
  if (entry === null || Object.keys(usageDetails).length === 0) return null;
  const tier = chooseTier(entry, usageDetails, modelParameters);

  const costDetails: Record<string, number> = {};
  let millionths = 0;
  for (const [usageType, units] of Object.entries(usageDetails)) {
    const price = unitPrice(tier.prices, usageType);
    if (price === undefined) continue;
    costDetails[usageType] = dollars(units * price);
    if (usageType !== 'total') millionths += units * price;
  }
  if (Object.keys(costDetails).length > 0) costDetails['total'] ??= dollars(millionths);
  return { costDetails, total: costDetails['total'] ?? 0, tierName: tier.name };
}

function chooseTier(
  entry: ModelPrices,
  usageDetails: Readonly<Record<string, number>>,
  modelParameters: Readonly<Record<string, unknown>>,
): { name: string; prices: UnitPrices } {
  const special = entry.tiers.find((tier) =>
    tier.conditions.every((condition) => holds(condition, usageDetails, modelParameters)),
  );
  return special ?? { name: 'Standard', prices: entry.prices };
}

function holds(
  condition: TierCondition,
  usageDetails: Readonly<Record<string, number>>,
  modelParameters: Readonly<Record<string, unknown>>,
): boolean {
  if (condition.kind === 'parameter') {
    const value = Object.hasOwn(modelParameters, condition.key) ? modelParameters[condition.key] : undefined;
    return typeof value === 'string' && condition.values.includes(value);
  }
  const units = Object.entries(usageDetails)
    .filter(([usageType]) => condition.keyParts.some((part) => usageType.toLowerCase().includes(part)))
    .reduce((sum, [, count]) => sum + count, 0);
  return units > condition.moreThan;
}

/** Langfuse prices these spellings of the reasoning tokens alike. */
const reasoningAliases = new Set(['output_reasoning', 'reasoning_tokens']);

function unitPrice(prices: UnitPrices, usageType: string): number | undefined {
  const key = reasoningAliases.has(usageType) ? 'output_reasoning_tokens' : usageType;
  return Object.hasOwn(prices, key) ? prices[key] : undefined;
}

/** Prices are per million units, so the exact product is divided once, at the end. */
function dollars(millionths: number): number {
  return millionths / 1_000_000;
}
