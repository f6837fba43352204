import { test, expect } from '@jest/globals';
import { assemble, readTurn, spanOf, withAttributes } from './assemble-support.ts';

const recorded = readTurn('recipe');
const usage = { input_token_count: 1200, cached_token_count: 1000, output_token_count: 60, reasoning_token_count: 20 };

test('what Langfuse can price by the model that answered is left to it', () => {
  expect(costs('gpt-5-codex', 'gpt-5.3-codex', usage)).toBeUndefined();
  expect(costs('gpt-5-codex', undefined, usage)).toEqual(costs('gpt-5-codex', 'gpt-5-codex', usage));
});

test('an answer under a name of its own costs what the model asked for costs, in the tier that answered', () => {
  expect(costs('gpt-5-codex', 'a-deployment', usage)).toEqual(costs('gpt-5-codex', 'gpt-5-codex', usage));
  const flex = costs('gpt-5', 'a-deployment', { ...usage, service_tier: 'flex' });
  const standard = costs('gpt-5', 'a-deployment', usage);
  expect(flex?.['total']).toBeCloseTo((standard?.['total'] ?? NaN) / 2, 12);
});

test('reasoning is billed as output where a model has no price of its own for it', () => {
  const together = costs('gpt-4o', 'a-deployment', { ...usage, reasoning_token_count: 0 });
  const apart = costs('gpt-4o', 'a-deployment', usage);
  expect(together).toMatchObject({ output: 0.0006 });
  expect(apart).toEqual({ ...together, output: 0.0004, output_reasoning_tokens: 0.0002 });
  const all = costs('gpt-4o', 'a-deployment', { ...usage, reasoning_token_count: 60 });
  expect(all).toMatchObject({ output_reasoning_tokens: together?.['output'], total: together?.['total'] });
  expect(all).not.toHaveProperty('output');
});

test('a model that nobody can price has no cost', () => {
  expect(costs('acme-1', 'acme-1', usage)).toBeUndefined();
  expect(costs('acme-1', 'acme-1', { ...usage, cost_usd: -1 })).toBeUndefined();
});

test('counts that are no counts are left out, and a cache that was not written to', () => {
  const attributes = usageOf({ input_token_count: 12.5, output_token_count: -1, cache_write_token_count: 0 });
  expect(attributes).toEqual({
    'gen_ai.usage.cache_read.input_tokens': 1000,
    'gen_ai.usage.reasoning.output_tokens': 20,
  });
});

test('more tokens from the cache than there were cost no less than those', () => {
  const odd = costs('gpt-5-codex', 'gpt-5-codex', { ...usage, input_token_count: 10, reasoning_token_count: 100 });
  expect(Object.values(odd ?? {}).filter((cost) => cost < 0)).toEqual([]);
  expect(odd).not.toHaveProperty('input');
  expect(odd).not.toHaveProperty('output');
});

test('tokens written to the cache are no ordinary input', () => {
  const written = costs('gpt-5-codex', 'gpt-5-codex', { ...usage, cache_write_token_count: 150 });
  const plain = costs('gpt-5-codex', 'gpt-5-codex', usage);
  expect(written?.['input']).toBeCloseTo((plain?.['input'] ?? NaN) / 4, 12);
});

function attributesOf(request: string, response: string | undefined, end: Readonly<Record<string, unknown>>) {
  const events = recorded.events
    .map((event) => withAttributes(event, 'api_request', { 'request.model': request }))
    .map((event) => withAttributes(event, 'sse_event', { ...end, 'response.model': response }));
  return spanOf(assemble(recorded, { events }), 'request/r1').attributes;
}

function costs(
  request: string,
  response: string | undefined,
  end: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number>> | undefined {
  const details = attributesOf(request, response, end)['langfuse.observation.cost_details'];
  return details === undefined ? undefined : (JSON.parse(String(details)) as Readonly<Record<string, number>>);
}

function usageOf(end: Readonly<Record<string, unknown>>): object {
  const attributes = Object.entries(attributesOf('gpt-5', 'gpt-5', end));
  return Object.fromEntries(attributes.filter(([name]) => name.startsWith('gen_ai.usage.')));
}
