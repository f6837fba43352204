import { test, expect } from '@jest/globals';
import { langfusePrices } from '@codex-langfuse/langfuse';
import { assemble, observationOf, readTurn } from './assemble-support.ts';
import { readCases } from './map-support.ts';

const [recipe] = readCases('recipe-turn.json');
const rows = recipe?.expected ?? [];
const turn = assemble(readTurn('recipe'));
const observations = turn.spans.map(observationOf);

/** Rows and observations are paired by what they are, for ids differ: the turn of the recipe has made-up ones. */
const inRecipeOrder = [
  'invoke_agent codex',
  'user_prompt',
  'chat gpt-5-codex',
  'shell',
  'tool_decision',
  'chat gpt-5.3-codex',
];

test('the recorded turn becomes the observations of the recipe and no others', () => {
  expect(rows.map((row) => row['name'])).toEqual(inRecipeOrder);
  expect(observations.map(({ name }) => name).toSorted()).toEqual([...inRecipeOrder].toSorted());
});

test.each(inRecipeOrder)('%s is what Langfuse stored for the recipe', (name) => {
  const row = rows.find((each) => each['name'] === name) ?? {};
  const observation = observations.find((each) => each.name === name);
  const nameOf = (id: unknown): unknown => rows.find((each) => each['span_id'] === id)?.['name'] ?? null;
  expect(observation).toMatchObject({
    type: row['type'],
    startTime: row['start_time'],
    endTime: row['end_time'],
    completionStartTime: row['completion_start_time'] ?? null,
    level: row['level'],
    statusMessage: row['status_message'] ?? null,
    traceName: row['trace_name'],
    userId: row['user_id'],
    sessionId: row['session_id'],
    tags: row['tags'],
    environment: row['environment'],
    release: row['release'],
    version: row['version'],
    isAppRoot: row['is_app_root'],
    providedModelName: row['provided_model_name'] ?? null,
    modelParameters: row['model_parameters'],
    usageDetails: row['usage_details'],
    toolCallNames: row['tool_call_names'],
    toolCalls: row['tool_calls'],
    toolDefinitions: row['tool_definitions'],
  });
  expect(json(observation?.input)).toEqual(json(row['input']));
  expect(json(observation?.output)).toEqual(json(row['output']));
  expectCosts(observation?.costDetails, row['cost_details']);
  const parent = observations.find(({ id }) => id === observation?.parentObservationId);
  expect(parent?.name ?? null).toEqual(nameOf(row['parent_span_id']));
});

test('Langfuse itself prices what it can, and gets the cost of what it cannot', () => {
  const priced = (name: string): unknown =>
    turn.spans.find((span) => span.name === name)?.attributes['langfuse.observation.cost_details'];
  expect(JSON.parse(String(priced('chat gpt-5-codex')))).toEqual({
    input: 0.00025,
    input_cached_tokens: 0.000125,
    output: 0.0004,
    output_reasoning_tokens: 0.0002,
    total: 0.000975,
  });
  expect(priced('chat gpt-5.3-codex')).toBeUndefined();
  expect(langfusePrices.some(({ model }) => model === 'gpt-5-codex')).toBe(false);
});

function json(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  return /^[[{]/.test(text) ? JSON.parse(text) : text;
}

function expectCosts(actual: unknown, expected: unknown): void {
  const costs = Object.entries(expected as Record<string, number>);
  expect(Object.keys(actual as object).toSorted()).toEqual(costs.map(([name]) => name).toSorted());
  for (const [name, cost] of costs) expect((actual as Record<string, number>)[name]).toBeCloseTo(cost, 12);
}
