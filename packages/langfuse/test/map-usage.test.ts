import { test, expect } from '@jest/globals';
import { mapAttributes, type PlainValue } from './map-support.ts';

test.each<[string, Record<string, PlainValue>, Record<string, number>]>([
  [
    'inclusive counts are taken apart',
    {
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.usage.output_tokens': 60,
      'gen_ai.usage.cache_read.input_tokens': 1000,
      'gen_ai.usage.reasoning.output_tokens': 20,
    },
    { input: 200, input_cached_tokens: 1000, output: 40, output_reasoning_tokens: 20, total: 1260 },
  ],
  [
    'other names are kept and count twice',
    { 'gen_ai.usage.output_tokens': 200, 'gen_ai.usage.reasoning_tokens': 50 },
    { output: 200, reasoning_tokens: 50, total: 250 },
  ],
  [
    'the details of OpenInference',
    {
      'llm.token_count.prompt': 100,
      'llm.token_count.prompt_details.cache_read': 40,
      'llm.token_count.prompt_details.cache_write': 10,
      'llm.token_count.completion': 30,
      'llm.token_count.completion_details.reasoning': 5,
      'llm.token_count.completion_details.audio': 5,
      'llm.token_count.total': 130,
    },
    {
      input: 50,
      input_cached_tokens: 40,
      input_cache_creation: 10,
      output: 20,
      output_reasoning_tokens: 5,
      output_audio_tokens: 5,
      total: 130,
    },
  ],
  [
    'more cached than read is no negative count',
    { 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.cache_read_tokens': 9 },
    { input: 0, input_cached_tokens: 9, total: 9 },
  ],
  [
    'only whole numbers count',
    { 'gen_ai.usage.input_tokens': 1.5, 'gen_ai.usage.output_tokens': -1, 'gen_ai.usage.x': '7' },
    { x: 7, total: 7 },
  ],
  [
    'what is stated wins',
    { 'langfuse.observation.usage_details': '{"input":1,"extra":2}', 'gen_ai.usage.input_tokens': 9 },
    { input: 1, extra: 2, total: 3 },
  ],
  ['stated, but no object', { 'langfuse.observation.usage_details': '[1]', 'gen_ai.usage.input_tokens': 9 }, {}],
  [
    'stated, but no JSON',
    { 'langfuse.observation.usage_details': '{', 'gen_ai.usage.input_tokens': 9 },
    { input: 9, total: 9 },
  ],
  [
    "the provider's object of Responses",
    {
      'langfuse.observation.usage_details':
        '{"input_tokens":10,"output_tokens":5,"total_tokens":15,"input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":2}}',
    },
    { input: 6, input_cached_tokens: 4, output: 3, output_reasoning_tokens: 2, total: 15 },
  ],
  [
    "the provider's object with something else in it",
    { 'langfuse.observation.usage_details': '{"input_tokens":10,"output_tokens":5,"total_tokens":15,"other":1}' },
    { input_tokens: 10, output_tokens: 5, total_tokens: 15, other: 1, total: 31 },
  ],
])('usage: %s', (_what, attributes, expected) => {
  expect(mapAttributes(attributes).usageDetails).toEqual(expected);
});

test('spans of an agent take neither model nor usage nor cost', () => {
  const figures = { model: 'gpt-5', 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.cost': 1 };
  for (const operation of ['invoke_agent', 'agent_step']) {
    expect(mapAttributes({ ...figures, 'gen_ai.operation.name': operation })).toMatchObject({
      providedModelName: null,
      usageDetails: {},
      costDetails: {},
      usagePricingTierName: null,
    });
  }
  expect(mapAttributes({ ...figures, 'langfuse.observation.type': 'agent' }).usageDetails).toEqual({
    input: 9,
    total: 9,
  });
});

test.each<[string, Record<string, PlainValue>, Record<string, number>]>([
  [
    'input and output are summed',
    { 'langfuse.observation.cost_details': '{"input":0.5,"output":0.25}' },
    { input: 0.5, output: 0.25, total: 0.75 },
  ],
  [
    'other parts are not',
    { 'langfuse.observation.cost_details': '{"input":0.5,"input_cached_tokens":0.25}' },
    { input: 0.5, input_cached_tokens: 0.25 },
  ],
  ['one number', { 'llm.cost.total': 0.5 }, { total: 0.5 }],
  ['a number as text', { 'gen_ai.usage.cost': '0.5' }, { total: 0.5 }],
  ['no number', { 'gen_ai.usage.cost': 'much' }, {}],
  ['nonsense in the details', { 'langfuse.observation.cost_details': '{"input":"x","total":-1,"output":null}' }, {}],
])('stated cost: %s', (_what, attributes, expected) => {
  expect(mapAttributes(attributes).costDetails).toEqual(expected);
});

test('a stated cost switches off the list price but not the tier', () => {
  const observation = mapAttributes({
    model: 'gpt-5',
    'gen_ai.request.service_tier': 'flex',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.cost': 7,
  });
  expect(observation).toMatchObject({ costDetails: { total: 7 }, usagePricingTierName: 'Flex' });
});

test('tokens are counted only for a model with a price that states neither usage nor cost', () => {
  const countTokens = () => 1000;
  const map = (attributes: Record<string, PlainValue>) =>
    mapAttributes({ 'input.value': 'in', ...attributes }, { options: { countTokens } }).usageDetails;
  expect(map({ model: 'gpt-5' })).toEqual({ input: 1000, total: 1000 });
  expect(map({ model: 'unknown' })).toEqual({});
  expect(map({ model: 'gpt-5', 'gen_ai.usage.cost': 1 })).toEqual({});
  expect(map({ model: 'gpt-5', 'gen_ai.usage.output_tokens': 3 })).toEqual({ output: 3, total: 3 });
  expect(mapAttributes({ 'input.value': 'in', model: 'gpt-5' }).usageDetails).toEqual({});
});

test('unlike in Langfuse, the Codex models have a price', () => {
  const observation = mapAttributes({
    'gen_ai.response.model': 'gpt-5-codex',
    'gen_ai.usage.input_tokens': 1_000_000,
    'gen_ai.usage.cache_read.input_tokens': 400_000,
    'gen_ai.usage.output_tokens': 100_000,
  });
  expect(observation.costDetails['total']).toBeCloseTo(0.6 * 1.25 + 0.4 * 0.125 + 1, 12);
});
