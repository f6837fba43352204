import { findModelPrices } from '../prices/find-model.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { priceUsage } from '../prices/price-usage.ts';
import type { Attributes } from './attributes.ts';
import { statedCost } from './cost.ts';
import { ignoresModelAndUsage, modelName, modelParameters } from './model.ts';
import type { Observation } from './observation.ts';
import { usageDetails, type UsageDetails } from './usage.ts';

/** Tokens of a text as the model counts them; null if it cannot say. */
export type TokenCounter = (model: string, text: string) => number | null;

export interface Pricing {
  readonly prices: PriceTable;
  /** Fills in usage where the sender gave neither usage nor cost. Without it such spans have no usage. */
  readonly countTokens?: TokenCounter;
}

export type UsageAndCost = Pick<
  Observation,
  'providedModelName' | 'modelParameters' | 'usageDetails' | 'costDetails' | 'usagePricingTierName'
>;

/** Model, parameters, usage, and the cost: stated by the sender, or by list price. */
export function usageAndCost(
  attributes: Attributes,
  text: { readonly input: string | null; readonly output: string | null },
  { prices, countTokens }: Pricing,
): UsageAndCost {
  const parameters = modelParameters(attributes);
  if (ignoresModelAndUsage(attributes)) {
    return {
      providedModelName: null,
      modelParameters: parameters,
      usageDetails: {},
      costDetails: {},
      usagePricingTierName: null,
    };
  }
  const model = modelName(attributes);
  const stated = statedCost(attributes);
  const hasStatedCost = Object.keys(stated).length > 0;
  let usage = usageDetails(attributes);
  if (Object.keys(usage).length === 0 && !hasStatedCost && model !== null && findModelPrices(model, prices) !== null) {
    usage = countedUsage(model, text, countTokens);
  }
  const priced = model === null ? null : priceUsage(model, usage, parameters, prices);
  return {
    providedModelName: model,
    modelParameters: parameters,
    usageDetails: usage,
    costDetails: hasStatedCost ? stated : (priced?.costDetails ?? {}),
    usagePricingTierName: priced?.tierName ?? null,
  };
}

function countedUsage(
  model: string,
  text: { readonly input: string | null; readonly output: string | null },
  countTokens: TokenCounter | undefined,
): UsageDetails {
  const input = text.input === null ? null : (countTokens?.(model, text.input) ?? null);
  const output = text.output === null ? null : (countTokens?.(model, text.output) ?? null);
  if (input === null && output === null) return {};
  return {
    ...(input === null ? {} : { input }),
    ...(output === null ? {} : { output }),
    total: (input ?? 0) + (output ?? 0),
  };
}
