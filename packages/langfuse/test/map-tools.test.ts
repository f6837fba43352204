import { test, expect } from '@jest/globals';
import { mapAttributes, type PlainValue } from './map-support.ts';

const shell = { type: 'function', name: 'shell', description: 'run', parameters: { type: 'object' } };
const definitions = { 'gen_ai.tool.definitions': JSON.stringify([shell]) };

test.each<[string, string | undefined, unknown]>([
  ['a list', '[{"role":"user"}]', { messages: [{ role: 'user' }], tools: [shell] }],
  ['text', 'hello', { prompt: 'hello', tools: [shell] }],
  ['an object', '{"a":1}', { a: 1, tools: [shell] }],
  ['an object with tools', '{"tools":[{"name":"shell"},{"name":"x"}]}', { tools: [{ name: 'shell' }, { name: 'x' }] }],
  ['nothing', undefined, { tools: [shell] }],
])('tool definitions join %s', (_what, input, expected) => {
  const observation = mapAttributes({ ...definitions, ...(input === undefined ? {} : { input }) });
  expect(JSON.parse(observation.input ?? '')).toEqual(expected);
  expect(Object.keys(observation.metadata)).not.toContain('attributes.gen_ai.tool.definitions');
});

test('a list with an entry that has no name stays metadata', () => {
  const list = JSON.stringify([{ type: 'web_search' }, shell]);
  const observation = mapAttributes({ 'gen_ai.tool.definitions': list, input: 'hello' });
  expect(observation.input).toBe('hello');
  expect(observation.toolDefinitions).toEqual({});
  expect(observation.metadata['attributes.gen_ai.tool.definitions']).toBe(list);
});

test.each<[string, Record<string, PlainValue>]>([
  ['the AI SDK', { 'ai.prompt.tools': [JSON.stringify(shell), '{"type":"provider-defined"}'] }],
  ['metadata', { 'langfuse.observation.metadata': JSON.stringify({ tools: [shell] }) }],
  ['Pydantic AI', { model_request_parameters: JSON.stringify({ function_tools: [shell] }) }],
  ['OpenInference', { 'llm.tools.0.tool.json_schema': JSON.stringify({ type: 'function', function: shell }) }],
  ['messages', { 'langfuse.observation.input': JSON.stringify([{ role: 'user', tools: [shell] }]) }],
])('definitions of %s are found', (_sender, attributes) => {
  expect(mapAttributes(attributes).toolDefinitions).toEqual({
    shell: '{"description":"run","parameters":"{\\"type\\":\\"object\\"}"}',
  });
});

const call = { id: 'c1', type: 'function', function: { name: 'shell', arguments: '{"cmd":"ls"}' } };
const stored = '{"id":"c1","arguments":"{\\"cmd\\":\\"ls\\"}","type":"function","index":0}';

test.each<[string, unknown, string[]]>([
  ['a message', { role: 'assistant', tool_calls: [call] }, [stored]],
  ['a message twice', { tool_calls: [call, call] }, [stored]],
  ['calls as text', { toolCalls: JSON.stringify([call]) }, [stored]],
  ['a completion', { choices: [{ message: { tool_calls: [call] } }] }, [stored]],
  ['LangChain', { additional_kwargs: { tool_calls: [call] } }, [stored]],
  ['a list of messages', [{ role: 'assistant', tool_calls: [call] }], [stored]],
  [
    'Anthropic content',
    { content: [{ type: 'text' }, { type: 'tool_use', id: 'c1', name: 'shell', input: { cmd: 'ls' } }] },
    ['{"id":"c1","arguments":"{\\"cmd\\":\\"ls\\"}","type":"tool_use","index":0}'],
  ],
  [
    'bare Responses items',
    [{ type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{"cmd":"ls"}' }],
    ['{"id":"c1","arguments":"{\\"cmd\\":\\"ls\\"}","type":"function_call","index":0}'],
  ],
])('calls of %s are found', (_what, output, toolCalls) => {
  expect(mapAttributes({ 'langfuse.observation.output': JSON.stringify(output) })).toMatchObject({
    toolCallNames: ['shell'],
    toolCalls,
  });
});

test.each<[string, unknown]>([
  ['message parts of the semantic conventions', [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'shell' }] }]],
  ['the Responses object', { output: [{ type: 'function_call', call_id: 'c', name: 'shell', arguments: '{}' }] }],
  ['a tool result', [{ type: 'tool-result', toolName: 'shell', input: {} }]],
  ['a tool definition', [{ type: 'function', name: 'shell', parameters: {} }]],
  ['text', 'shell'],
])('%s hold no calls, as in Langfuse', (_what, output) => {
  expect(mapAttributes({ 'langfuse.observation.output': JSON.stringify(output) }).toolCalls).toEqual([]);
});
