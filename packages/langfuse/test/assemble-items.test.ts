import { describe, test, expect } from '@jest/globals';
import type { EventEnvelope } from '@codex-langfuse/events';
import type { ContentPolicy } from '@codex-langfuse/langfuse';
import { assemble, metadataOnly, policy, readTurn, reference, spanOf } from './assemble-support.ts';

const recorded = readTurn('recipe');

describe('an item of a conversation becomes', () => {
  test.each([
    [
      'a call of the local shell',
      { type: 'local_shell_call', call_id: 'c', action: { type: 'exec', command: ['ls'] } },
      calling('c', 'local_shell', '{"type":"exec","command":["ls"]}'),
    ],
    [
      'a search',
      { type: 'web_search_call', id: 'w', action: { type: 'search', query: 'otlp' } },
      calling('w', 'web_search', '{"type":"search","query":"otlp"}'),
    ],
    [
      'a call without an id of its own',
      { type: 'function_call', id: 'i', name: 'shell', arguments: '{}' },
      calling('i', 'shell', '{}'),
    ],
    [
      'the output of the local shell',
      { type: 'local_shell_call_output', id: 'c', output: 'a.txt' },
      { role: 'tool', content: 'a.txt', tool_call_id: 'c' },
    ],
    [
      'the output of a tool in a shape of its own',
      { type: 'function_call_output', call_id: 'c', output: { rows: 2 } },
      { role: 'tool', content: '{"rows":2}', tool_call_id: 'c' },
    ],
    ['a message of nobody', { type: 'message', content: 'hello' }, { role: 'user', content: 'hello' }],
    ['a message without a type', { role: 'tool', content: 'a.txt' }, { role: 'tool', content: 'a.txt' }],
    [
      'a refusal',
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      { role: 'assistant', content: 'No.' },
    ],
    [
      'reasoning in summaries',
      { type: 'reasoning', summary: [{ text: 'First.' }, { text: '' }, { text: 'Then.' }] },
      { role: 'assistant', thinking: [{ type: 'thinking', content: 'First.\nThen.' }], content: '' },
    ],
    [
      'reasoning in full',
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Why not.' }] },
      { role: 'assistant', thinking: [{ type: 'thinking', content: 'Why not.' }], content: '' },
    ],
    ['an item of a type to come', { type: 'mcp_call', secret: 1 }, { role: 'assistant', content: '[mcp_call]' }],
  ])('%s', (_name, item, message) => {
    expect(sent([item])).toEqual([message]);
  });

  test('thoughts, texts and calls in a row become the answers they belong to', () => {
    const think = (text: string) => ({ type: 'reasoning', summary: [{ text }] });
    const call = { type: 'function_call', call_id: 'c', name: 'shell', arguments: '{}' };
    expect(sent([think('One.'), think('Two.'), call, call, think('Three.'), call])).toEqual([
      { ...calling('c', 'shell', '{}', 2), thinking: [{ type: 'thinking', content: 'One.\n\nTwo.' }] },
      { ...calling('c', 'shell', '{}'), thinking: [{ type: 'thinking', content: 'Three.' }] },
    ]);
  });

  test('items that were not kept are counted where they stood', () => {
    const messages = sent([undefined, undefined, { role: 'user', content: 'hello' }, undefined]);
    expect(messages.map(({ content }) => content)).toEqual(['[2 items not kept]', 'hello', '[1 item not kept]']);
  });

  test('an answer of several messages is one', () => {
    const image = { type: 'input_image', image_url: 'https://example.com/a.png' };
    expect(answered(['Look:', 'Done.'])).toEqual({ role: 'assistant', content: 'Look:\n\nDone.' });
    expect(answered(['Look:', [image]])).toEqual({
      role: 'assistant',
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
    });
  });
});

describe('where content is not captured', () => {
  test.each([
    ['system', 'system'],
    ['developer', 'system'],
    ['user', 'prompts'],
    ['assistant', 'responses'],
    ['tool', 'tool_output'],
    ['critic', 'system'],
    ['constructor', 'system'],
  ] as const)('a message of role %s is ruled by %s', (role, kind) => {
    const item = { type: 'message', role, content: 'planted' };
    expect(JSON.stringify(sent([item], { ...metadataOnly, [kind]: 'full' } as ContentPolicy))).toContain('planted');
    expect(JSON.stringify(sent([item], policy({ [kind]: 'metadata' })))).not.toContain('planted');
  });

  test('neither the address of an image nor a thought leaves', () => {
    const image = { type: 'input_image', image_url: 'https://example.com/planted.png' };
    const messages = sent(
      [
        { type: 'message', role: 'user', content: [image, { type: 'input_text', text: 'see' }] },
        { type: 'reasoning', summary: [{ text: 'planted' }] },
      ],
      metadataOnly,
    );
    expect(messages).toEqual([{ role: 'user', content: '[not captured: 3 bytes]' }]);
  });
});

function calling(id: string, name: string, text: string, times = 1) {
  const call = { id, type: 'function', function: { name, arguments: text } };
  return { role: 'assistant', content: '', tool_calls: Array.from({ length: times }, () => call) };
}

/** The messages of a request that was sent these items, `undefined` standing for one that was not kept. */
function sent(items: readonly unknown[], limits = policy()): { content: unknown }[] {
  const texts = new Map(
    items.map((item, index) => [reference(String(index)), JSON.stringify(item) as string | undefined]),
  );
  const events = recorded.events.map((event) =>
    event.name === 'api_request' ? ({ ...event, items: { input: [...texts.keys()] } } as EventEnvelope) : event,
  );
  const turn = assemble({ ...recorded, events, content: (wanted) => texts.get(wanted) }, { policy: limits });
  const input = String(spanOf(turn, 'request/r1').attributes['langfuse.observation.input']);
  return (JSON.parse(input) as { messages: { content: unknown }[] }).messages;
}

function answered(contents: readonly unknown[]): unknown {
  const texts = new Map(
    contents.map((content, index) => [
      reference(String(index)),
      JSON.stringify({ type: 'message', role: 'assistant', content }),
    ]),
  );
  const events = recorded.events.map((event) =>
    event.name === 'sse_event' ? ({ ...event, items: { output: [...texts.keys()] } } as EventEnvelope) : event,
  );
  const turn = assemble({ ...recorded, events, content: (wanted) => texts.get(wanted) });
  return JSON.parse(String(spanOf(turn, 'request/r1').attributes['langfuse.observation.output']));
}
