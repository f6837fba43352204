import { describe, test, expect } from '@jest/globals';
import { toWireSpan, type AssembledMetric } from '@codex-langfuse/langfuse';
import { assemble, readTurn, spanOf } from './assemble-support.ts';

/** Names are written out here: whoever changes one in the vocabulary changes what backends and dashboards see. */
const recipe = assemble(readTurn('recipe'));

describe('the attributes of', () => {
  const onEverySpan = {
    'langfuse.trace.name': 'codex turn',
    'session.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
    'gen_ai.conversation.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
    'user.id': 'dev@example.com',
    'langfuse.trace.tags': ['codex-cli'],
    'langfuse.environment': 'production',
    'langfuse.release': '0.1.0',
    'langfuse.version': '0.1.0',
  };

  test.each([
    [
      'root',
      {
        'langfuse.observation.type': 'agent',
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'codex',
        'langfuse.observation.input': 'fix the failing test',
        'langfuse.observation.output': 'Done.',
      },
      {
        'turn.id': '01a208f6-7000-7000-8000-000000000001',
        model: 'gpt-5-codex',
        originator: 'codex_exec',
        'terminal.type': 'unknown',
        'app.version': '0.1.0',
        auth_mode: 'ApiKey',
        outcome: 'completed',
        prompt_length: 20,
        response_length: 5,
      },
    ],
    [
      'user_prompt/1',
      { 'langfuse.observation.type': 'event', 'langfuse.observation.input': 'fix the failing test' },
      {},
    ],
    [
      'request/r1',
      {
        'langfuse.observation.type': 'generation',
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5-codex',
        'gen_ai.response.model': 'gpt-5-codex',
        'gen_ai.response.id': 'resp_r1',
        'gen_ai.response.finish_reasons': ['tool_calls'],
        'langfuse.observation.completion_start_time': '2026-11-23T15:26:57.120Z',
        'gen_ai.response.time_to_first_chunk': 0.11,
        'gen_ai.usage.input_tokens': 1200,
        'gen_ai.usage.output_tokens': 60,
        'gen_ai.usage.cache_read.input_tokens': 1000,
        'gen_ai.usage.reasoning.output_tokens': 20,
        'langfuse.observation.cost_details':
          '{"input":0.00025,"output":0.0004,"input_cached_tokens":0.000125,"output_reasoning_tokens":0.0002,"total":0.000975}',
        'langfuse.observation.input':
          '{"messages":[{"role":"system","content":"You are codex"},{"role":"user","content":"fix the failing test"}],"tools":[{"type":"function","function":{"name":"shell","description":"run","parameters":{"type":"object"}}}]}',
        'langfuse.observation.output':
          '{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"shell","arguments":"{\\"cmd\\":\\"npm test\\"}"}}]}',
      },
      { purpose: 'main', attempt: 0, endpoint: '/responses', input_items: 2, 'http.response.status_code': 200 },
    ],
    [
      'tool/call_1',
      {
        'langfuse.observation.type': 'tool',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'shell',
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': 'call_1',
        'gen_ai.tool.call.arguments': '{"cmd":"npm test"}',
        'gen_ai.tool.call.result': '1 failed',
        'error.type': 'tool_error',
      },
      { exit_code: 1, success: false, duration_ms: 690, decision: 'approved' },
    ],
    ['decision/4', { 'langfuse.observation.type': 'event' }, { decision: 'approved', source: 'Config' }],
  ])('%s', (key, attributes, metadata) => {
    const prefixed = Object.entries(metadata).map(([name, value]) => [`langfuse.observation.metadata.${name}`, value]);
    expect(spanOf(recipe, key).attributes).toEqual({
      ...onEverySpan,
      ...attributes,
      ...(Object.fromEntries(prefixed) as object),
    });
  });

  test('a request that asked for effort, answered in a tier, from a cache that it filled', () => {
    const recorded = readTurn('recipe');
    const events = recorded.events.map((event) => {
      const added = { model_reasoning_effort: 'high', service_tier: 'flex', cache_write_token_count: 100 };
      return { ...event, attributes: { ...event.attributes, ...added } } as typeof event;
    });
    expect(spanOf(assemble(recorded, { events }), 'request/r1').attributes).toMatchObject({
      'gen_ai.request.reasoning.level': 'high',
      'gen_ai.request.service_tier': 'flex',
      'gen_ai.usage.cache_creation.input_tokens': 100,
      'langfuse.observation.metadata.service_tier': 'flex',
    });
  });
});

test('only requests to the model are calls of a client', () => {
  const clients = recipe.spans.filter(({ kind }) => kind === 'client');
  expect(clients.map(({ key }) => key)).toEqual(['request/r1', 'request/r2']);
  // SPAN_KIND_CLIENT in trace.proto.
  expect(clients.map((span) => toWireSpan(span).span.kind)).toEqual([3, 3]);
});

/** Semantic conventions 1.41.1, `gen_ai.client.token.usage` and `gen_ai.client.operation.duration`. */
test('metrics have the units, bounds and attributes of the semantic conventions', () => {
  const described = (recipe.metrics?.metrics ?? []).map(
    ({ points, description: _description, ...metric }: AssembledMetric) => ({
      ...metric,
      attributes: points[0]?.attributes,
    }),
  );
  const request = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-5-codex',
    'gen_ai.response.model': 'gpt-5-codex',
  };
  expect(described).toEqual([
    {
      name: 'gen_ai.client.token.usage',
      unit: '{token}',
      kind: 'histogram',
      boundaries: Array.from({ length: 14 }, (_, power) => 4 ** power),
      attributes: { 'gen_ai.token.type': 'input', ...request },
    },
    {
      name: 'gen_ai.client.operation.duration',
      unit: 's',
      kind: 'histogram',
      boundaries: Array.from({ length: 14 }, (_, power) => 2 ** power / 100),
      attributes: request,
    },
    {
      name: 'codex.tool.call',
      unit: '{call}',
      kind: 'counter',
      attributes: { tool: 'shell', success: false },
    },
    {
      name: 'codex.turn',
      unit: '{turn}',
      kind: 'counter',
      attributes: { outcome: 'completed', model: 'gpt-5-codex' },
    },
  ]);
  expect(recipe.metrics).toMatchObject({ startUnixMicros: 1795447617000000, endUnixMicros: 1795447620000000 });
});

test('calls that are alike are counted in one point', () => {
  const recorded = readTurn('recipe');
  const again = recorded.events
    .filter(({ name }) => name === 'tool_result')
    .map((event) => ({ ...event, sequence: 5.5 }) as typeof event);
  const { metrics } = assemble(recorded, { events: [...recorded.events, ...again] });
  const counts = metrics?.metrics.find(({ name }) => name === 'codex.tool.call');
  expect(counts?.points).toEqual([{ attributes: { tool: 'shell', success: false }, values: [2] }]);
});
