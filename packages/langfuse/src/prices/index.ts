export { findModelPrices, langfuseKnowsPrice, langfusePrices, modelMatches } from './find-model.ts';
export { modelPrices } from './model-prices.ts';
export type { ModelPrices, PriceTable, PriceTier, TierCondition, UnitPrices } from './price-table.ts';
export { priceUsage, type PricedUsage } from './price-usage.ts';
