import { test, expect } from '@jest/globals';
import type { WireSpanEvent } from '@codex-langfuse/otlp';
import { keyValues, mapAttributes, type PlainValue } from './map-support.ts';

const user = '[{"role":"user","content":"U"}]';

function both(attributes: Record<string, PlainValue>, more: Parameters<typeof mapAttributes>[1] = {}): unknown[] {
  const { input, output } = mapAttributes(attributes, more);
  return [input, output];
}

function event(name: string, attributes: Record<string, PlainValue>): WireSpanEvent {
  return { name, timeUnixNano: '1', attributes: keyValues(attributes) };
}

test("Langfuse's own attributes end the search, also on one side and also when empty", () => {
  expect(both({ 'langfuse.observation.output': '', 'gen_ai.input.messages': user })).toEqual([null, '']);
});

test('each convention beats those behind it', () => {
  const attributes: Record<string, PlainValue> = {
    'gcp.vertex.agent.llm_request': '8',
    prompt: '9',
    'lk.input_text': '10',
    events: '[{"event.name":"gen_ai.user.message","content":"11"}]',
    'mlflow.spanInputs': '12',
    'traceloop.entity.input': '13',
    'input.value': '14',
    input: '15',
    'pydantic_ai.all_messages': '16',
    tool_arguments: '17',
    'gen_ai.prompt.0.content': '18',
    'llm.input_messages.0.message.content': '19',
    'gen_ai.input.messages': '20',
    'gen_ai.tool.call.arguments': '21',
  };
  const found: unknown[] = [];
  for (const name of Object.keys(attributes)) {
    found.push(mapAttributes(attributes).input);
    delete attributes[name];
  }
  expect(found).toEqual([
    '8',
    '9',
    '10',
    '[{"event.name":"gen_ai.user.message","content":"11"}]',
    '12',
    '13',
    '14',
    '15',
    '16',
    '17',
    '[{"content":"18"}]',
    '[{"message":{"content":"19"}}]',
    '20',
    '21',
  ]);
});

test('genkit and the AI SDK are read in their own scope only', () => {
  const genkit = { 'genkit:input': 'i', 'genkit:output': 'o' };
  expect(both(genkit, { scope: { name: 'genkit-tracer' } })).toEqual(['i', 'o']);
  expect(both(genkit)).toEqual([null, null]);
  expect(both({ 'ai.prompt.messages': user, 'ai.response.text': 'done' }, { scope: { name: 'ai' } })).toEqual([
    user,
    'done',
  ]);
});

test("the AI SDK's tool calls are found in the output", () => {
  const { output, toolCallNames } = mapAttributes(
    { 'ai.response.toolCalls': '[{"toolCallId":"c1","toolName":"shell","input":{"cmd":"ls"}}]' },
    { scope: { name: 'ai' } },
  );
  expect(JSON.parse(output ?? '')).toMatchObject({ role: 'assistant', content: '' });
  expect(toolCallNames).toEqual(['shell']);
});

test('messages in span events beat every attribute but those of Langfuse', () => {
  const events = [
    event('gen_ai.system.message', { content: 'S' }),
    event('gen_ai.user.message', { content: 'U' }),
    event('gen_ai.choice', { index: 0 }),
    event('gen_ai.choice', { index: 1 }),
  ];
  expect(both({ input: 'plain', prompt: 'p' }, { span: { events } })).toEqual([
    '[{"role":"system","content":"S"},{"role":"user","content":"U"}]',
    '[{"index":0},{"index":1}]',
  ]);
  const contents = [
    event('gen_ai.content.prompt', { 'gen_ai.prompt': 'ask' }),
    event('gen_ai.content.completion', { 'gen_ai.completion': 'answer' }),
  ];
  expect(both({}, { span: { events: contents } })).toEqual(['ask', 'answer']);
});

test.each<[string, string]>([
  ['be nice', `[{"role":"system","content":"be nice"},{"role":"user","content":"U"}]`],
  [
    '[{"type":"text","content":"one"},{"type":"text","content":"two"}]',
    `[{"role":"system","content":"one\\ntwo"},{"role":"user","content":"U"}]`,
  ],
])('system instructions %s come before the messages', (instructions, expected) => {
  const attributes = { 'gen_ai.system_instructions': instructions, 'gen_ai.input.messages': user };
  expect(mapAttributes(attributes).input).toBe(expected);
});

test('a system message that is there is kept', () => {
  const messages = '[{"role":"system","content":"S"}]';
  const attributes = { 'gen_ai.system_instructions': 'other', 'gen_ai.input.messages': messages };
  expect(mapAttributes(attributes).input).toBe(messages);
});

test('messages written attribute by attribute are put together', () => {
  expect(
    both({
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.2.role': 'user',
      'gen_ai.completion.0.tool_calls.0.name': 'shell',
      'gen_ai.completion.0.tool_calls.0.arguments': '{}',
    }),
  ).toEqual(['[{"role":"user"},null,{"role":"user"}]', '[{"tool_calls":[{"name":"shell","arguments":"{}"}]}]']);
});

test('trace input and output are not the span’s', () => {
  const { input, output, metadata } = mapAttributes({ 'langfuse.trace.input': 'i', 'langfuse.trace.output': 'o' });
  expect([input, output]).toEqual([null, null]);
  expect(metadata).toEqual({ 'scope.name': 'test' });
});
