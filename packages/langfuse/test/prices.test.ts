import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test, expect } from '@jest/globals';
import { findModelPrices, langfuseKnowsPrice, modelMatches, modelPrices, priceUsage } from '@codex-langfuse/langfuse';

test.each<[string, string | null]>([
  ['gpt-5', 'gpt-5'],
  ['OpenAI/GPT-5', 'gpt-5'],
  ['gpt-5-2025-08-07', 'gpt-5-2025-08-07'],
  ['gpt-5.5', 'gpt-5.5-2026-04-23'],
  ['gpt-5-2025-09-01', null],
  ['azure/gpt-5', null],
  ['anthropic/gpt-5', null],
  ['gpt-4x1', null],
  ['gpt-5 ', 'gpt-5'],
  ['anthropic/claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
  ['claude-sonnet-4-5@20250929', 'claude-sonnet-4-5-20250929'],
  ['google/gemini-2.5-pro', 'gemini-2.5-pro'],
  ['', null],
  ['__proto__', null],
])('model %j is priced as %s', (model, expected) => {
  expect(findModelPrices(model)?.model ?? null).toBe(expected);
});

test('model names are compared by the same rules', () => {
  expect(modelMatches('openai/gpt-5', 'gpt-5')).toBe(true);
  expect(modelMatches('gpt-5', 'gpt-5-mini')).toBe(false);
});

test('Langfuse has a price for one Codex model only', () => {
  for (const model of [
    'gpt-5-codex',
    'gpt-5.1-codex',
    'gpt-5.1-codex-mini',
    'gpt-5.1-codex-max',
    'gpt-5.2-codex',
    'codex-mini-latest',
  ]) {
    expect([model, langfuseKnowsPrice(model)]).toEqual([model, false]);
    expect(findModelPrices(model)).not.toBeNull();
  }
  expect(langfuseKnowsPrice('gpt-5.3-codex')).toBe(true);
  expect(langfuseKnowsPrice('openai/gpt-5')).toBe(true);
  expect(langfuseKnowsPrice('gpt-5.6')).toBe(false);
});

test.each<[Record<string, number>, Record<string, unknown>, string, number]>([
  [{ input: 100_000 }, {}, 'Standard', 0.25],
  [{ input: 1_000_000, output: 0 }, { service_tier: 'priority' }, 'Fast mode', 5],
  [{ input: 272_000 }, {}, 'Standard', 0.68],
  [{ input: 100_000, input_cached_tokens: 172_001 }, {}, 'Large Context (>272K)', 0.5 + 0.0860005],
  [{ input: 272_001 }, { service_tier: 'flex' }, 'Flex · Large context (>272K)', 0.6800025],
  [{ input: 1000 }, { service_tier: 'default' }, 'Standard', 0.0025],
])('gpt-5.4 with %j and %j is in tier %s', (usage, parameters, tierName, total) => {
  const priced = priceUsage('gpt-5.4', usage, parameters);
  expect(priced?.tierName).toBe(tierName);
  expect(priced?.total).toBeCloseTo(total, 12);
});

test('only types with a price cost something, and the total is not counted twice', () => {
  expect(priceUsage('gpt-5', { input: 1000, output: 200, unheard_of: 5, total: 1205 })).toEqual({
    costDetails: { input: 0.00125, output: 0.002, total: 0.00325 },
    total: 0.00325,
    tierName: 'Standard',
  });
  expect(priceUsage('gpt-5', { unheard_of: 5 })).toEqual({ costDetails: {}, total: 0, tierName: 'Standard' });
  expect(priceUsage('gpt-5', {})).toBeNull();
  expect(priceUsage('unknown', { input: 1 })).toBeNull();
});

test('sums carry no noise of binary fractions', () => {
  expect(priceUsage('gpt-5', { input: 1, output: 2, output_reasoning_tokens: 3 })?.total).toBe(0.00005125);
});

test('each model stands once in the table, with prices from zero up', () => {
  expect(new Set(modelPrices.map(({ model }) => model)).size).toBe(modelPrices.length);
  for (const { prices, tiers } of modelPrices) {
    for (const price of [prices, ...tiers.map((tier) => tier.prices)].flatMap((each) => Object.values(each))) {
      expect(price).toBeGreaterThanOrEqual(0);
    }
  }
});

test('the generated table agrees with its source', () => {
  const script = fileURLToPath(new URL('../scripts/generate-prices.mjs', import.meta.url));
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});
