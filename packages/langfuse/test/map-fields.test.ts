import { test, expect } from '@jest/globals';
import { mapAttributes, type PlainValue } from './map-support.ts';

test.each<[Record<string, PlainValue>, string]>([
  [{ 'langfuse.observation.type': 'guardrail' }, 'GUARDRAIL'],
  [{ 'langfuse.observation.type': 'TOOL' }, 'SPAN'],
  [{ 'langfuse.observation.type': 'nonsense', 'openinference.span.kind': 'LLM' }, 'GENERATION'],
  [{ 'openinference.span.kind': 'RERANKER', 'gen_ai.operation.name': 'chat' }, 'GENERATION'],
  [{ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.request.model': 'gpt-5' }, 'TOOL'],
  [{ 'gen_ai.operation.name': 'invoke_workflow' }, 'SPAN'],
  [{ 'genkit:metadata:subtype': 'retriever' }, 'RETRIEVER'],
  [{ 'operation.name': 'ai.generateText.doGenerate my-function' }, 'GENERATION'],
  [{ 'ai.operationId': 'ai.embed.doEmbed' }, 'EMBEDDING'],
  [{ 'gen_ai.tool.call.id': 'call_1', model: 'gpt-5' }, 'TOOL'],
  [{ 'llm.model_name': 'gpt-5' }, 'GENERATION'],
  [{}, 'SPAN'],
])('type of %j is %s', (attributes, type) => {
  expect(mapAttributes(attributes).type).toBe(type);
});

test.each<[Record<string, PlainValue>, string]>([
  [{ 'gen_ai.tool.name': 'shell', 'logfire.msg': 'message' }, 'shell'],
  [{ 'ai.operationId': 'ai.generateText', 'ai.telemetry.functionId': 'summary' }, 'summary:ai.generateText'],
  [{ 'gen_ai.tool.name': '' }, 'step'],
])('name of %j is %s', (attributes, name) => {
  expect(mapAttributes(attributes).name).toBe(name);
});

test.each<[string, 0 | 1 | 2, string]>([
  [' Verbose ', 2, 'DEBUG'],
  ['notice', 2, 'DEFAULT'],
  ['critical', 0, 'ERROR'],
  ['unheard of', 2, 'ERROR'],
  ['', 1, 'DEFAULT'],
])('level %j with status %i is %s', (level, code, expected) => {
  expect(mapAttributes({ 'langfuse.observation.level': level }, { span: { status: { code } } }).level).toBe(expected);
});

test.each([
  ['langfuse-langfuse_Staging', 'staging'],
  ['langfuse', 'default'],
  ['with blank', 'default'],
  ['a'.repeat(60), 'a'.repeat(40)],
])('environment %s is %s', (given, expected) => {
  expect(mapAttributes({ 'langfuse.environment': given }).environment).toBe(expected);
});

test('of the resource only release, version and environment are read', () => {
  const observation = mapAttributes(
    {},
    {
      resource: {
        'langfuse.release': 'r1',
        'service.version': '1.2.3',
        'deployment.environment.name': 'prod',
        'user.id': 'nobody',
        'session.id': 'none',
        'langfuse.trace.name': 'none',
      },
    },
  );
  expect(observation).toMatchObject({
    release: 'r1',
    version: '1.2.3',
    environment: 'prod',
    userId: null,
    sessionId: null,
    traceName: null,
  });
});

test('user and session ids may be numbers', () => {
  expect(mapAttributes({ 'user.id': 42, 'session.id': 7 })).toMatchObject({ userId: '42', sessionId: '7' });
});

test.each<[PlainValue, string[]]>([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  ['["a","b"]', ['a', 'b']],
  ['a, b,', ['a', 'b']],
  ['[not a list', ['[not a list']],
])('tags %j are %j', (given, expected) => {
  expect(mapAttributes({ 'langfuse.trace.tags': given }).tags).toEqual(expected);
});

test('a missing start or end borrows the other; without both the time of receipt stands in', () => {
  const times = (startTimeUnixNano: string, endTimeUnixNano: string) => {
    const { startTime, endTime } = mapAttributes(
      {},
      { span: { startTimeUnixNano, endTimeUnixNano }, options: { receivedAtUnixNano: '1795448320281999999' } },
    );
    return [startTime, endTime];
  };
  expect(times('0', '1795448320000000000')).toEqual(['2026-11-23T15:38:40.000Z', '2026-11-23T15:38:40.000Z']);
  expect(times('1795448320000000000', '')).toEqual(['2026-11-23T15:38:40.000Z', '2026-11-23T15:38:40.000Z']);
  expect(times('0', '0')).toEqual(['2026-11-23T15:38:40.281Z', '2026-11-23T15:38:40.281Z']);
});

test('times beyond the calendar do not throw', () => {
  const observation = mapAttributes({}, { span: { endTimeUnixNano: '18446744073709551615' } });
  expect(observation.endTime).toBe('2554-07-21T23:34:33.709Z');
  expect(observation.endTimeUnixNano).toBe('18446744073709551615');
});

test.each<[Record<string, PlainValue>, string | null]>([
  [{ 'langfuse.observation.completion_start_time': '"2026-11-23T15:38:41.5Z"' }, '2026-11-23T15:38:41.500Z'],
  [{ 'ai.response.msToFirstChunk': 1500.5 }, '2026-11-23T15:38:41.781Z'],
  [{ 'langfuse.observation.completion_start_time': 'soon' }, null],
])('completion start of %j is %s', (attributes, expected) => {
  expect(mapAttributes(attributes).completionStartTime).toBe(expected);
});

test('only a generation is linked to a prompt', () => {
  const link = { 'langfuse.observation.prompt.name': 'p', 'langfuse.observation.prompt.version': '3' };
  expect(mapAttributes({ ...link, model: 'gpt-5' })).toMatchObject({ promptName: 'p', promptVersion: 3 });
  expect(mapAttributes(link)).toMatchObject({ promptName: null, promptVersion: null });
});

test('a parent of zeros is no parent', () => {
  const parentOf = (parentSpanId: string) => mapAttributes({}, { span: { parentSpanId } }).parentObservationId;
  expect(parentOf('0000000000000000')).toBeNull();
  expect(parentOf('')).toBeNull();
  expect(parentOf('af9ed025601c567f')).toBe('af9ed025601c567f');
});

test('model parameters come whole, or from every request attribute but the model', () => {
  expect(
    mapAttributes({
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.request.reasoning.level': 'high',
      'gen_ai.request.stop_sequences': ['a'],
    }).modelParameters,
  ).toEqual({ 'reasoning.level': 'high', stop_sequences: '["a"]' });
  expect(
    mapAttributes({ 'llm.invocation_parameters': '{"temperature":0.5}', 'gen_ai.request.top_p': 1 }).modelParameters,
  ).toEqual({ temperature: 0.5 });
});
