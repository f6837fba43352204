import { expect, test } from '@jest/globals';
import { langfuseKnowsPrice, modelPrices, priceUsage } from '../src/prices/index.ts';

test('reasoning is never free for the Codex models that only our table prices', () => {
  const ours = [...new Set(modelPrices.map(({ model }) => model))].filter((model) => !langfuseKnowsPrice(model));
  expect(ours).toContain('gpt-5-codex');
  for (const model of ours) {
    const priced = priceUsage(model, { input: 0, output: 40, output_reasoning_tokens: 20 });
    expect({ model, reasoning: priced?.costDetails['output_reasoning_tokens'] }).toEqual({
      model,
      reasoning: (priced?.costDetails['output'] ?? Number.NaN) / 2,
    });
  }
});
