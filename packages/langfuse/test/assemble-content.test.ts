import { describe, test, expect } from '@jest/globals';
import type { EventEnvelope } from '@codex-langfuse/events';
import type { AssembledSpan, ContentPolicy } from '@codex-langfuse/langfuse';
import { assemble, createRandom, metadataOnly, policy, readTurn, reference, spanOf } from './assemble-support.ts';

const recorded = readTurn('recipe');

interface Chat {
  messages: { role: string; content: unknown; tool_calls?: unknown[]; tool_call_id?: string; thinking?: unknown }[];
  tools?: { function: { name: string } }[];
}

test('an answer is one assistant message with its reasoning, text and calls', () => {
  const { messages } = chat([
    { type: 'message', role: 'developer', content: 'be brief' },
    { type: 'message', role: 'user', content: [text('first'), text('second')] },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Look first.' }] },
    { type: 'message', role: 'assistant', content: [text('I look.')] },
    { type: 'function_call', call_id: 'a', name: 'shell', arguments: '{"cmd":"ls"}' },
    { type: 'custom_tool_call', call_id: 'b', name: 'apply_patch', input: '*** Begin Patch' },
    { type: 'function_call_output', call_id: 'a', output: { content: 'sum.js', success: true } },
    { type: 'custom_tool_call_output', call_id: 'b', output: [text('done')] },
    { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
    { type: 'message', role: 'assistant', content: [text('Done.')] },
    { type: 'message', role: 'assistant', content: [text('Really.')] },
  ]);
  expect(messages).toEqual([
    { role: 'developer', content: 'be brief' },
    { role: 'user', content: 'first\nsecond' },
    {
      role: 'assistant',
      thinking: [{ type: 'thinking', content: 'Look first.' }],
      content: 'I look.',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'shell', arguments: '{"cmd":"ls"}' } },
        { id: 'b', type: 'function', function: { name: 'apply_patch', arguments: '*** Begin Patch' } },
      ],
    },
    { role: 'tool', content: 'sum.js', tool_call_id: 'a' },
    { role: 'tool', content: 'done', tool_call_id: 'b' },
    { role: 'assistant', content: 'Done.' },
    { role: 'assistant', content: 'Really.' },
  ]);
});

test('images are linked, embedded ones only mentioned', () => {
  const { messages } = chat([
    {
      type: 'message',
      role: 'user',
      content: [
        text('see'),
        { type: 'input_image', image_url: 'https://example.com/a.png' },
        { type: 'input_image', image_url: `data:image/png;base64,${'A'.repeat(1000)}` },
      ],
    },
  ]);
  expect(messages[0]?.content).toEqual([
    { type: 'text', text: 'see' },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    { type: 'text', text: '[image: 1022 bytes]' },
  ]);
});

test('files, sounds and images by id are mentioned', () => {
  const parts = [{ type: 'input_file', file_id: 'f' }, { type: 'input_audio' }, { type: 'input_image', file_id: 'i' }];
  const { messages } = chat([{ type: 'message', role: 'user', content: [text('see'), ...parts, text('')] }]);
  expect(messages[0]?.content).toBe('see\n[input_file]\n[input_audio]\n[input_image]\n');
});

test('a conversation of which nothing can be read is empty, not cut', () => {
  expect(chat([{ type: 'reasoning', summary: [], encrypted_content: 'gAAAA' }]).messages).toEqual([]);
});

test('items that make no sense do no harm', () => {
  const items = ['null', '[]', '"text"', '{', '{"type":5}', '{"type":"compaction","encrypted_content":"secret"}'];
  const odd = [{ type: 'message' }, { type: 'message', role: 7, content: { a: 1 } }, { type: 'function_call' }];
  const span = generation([...items, ...odd.map((item) => JSON.stringify(item))]);
  const { messages } = read(span.attributes['langfuse.observation.input']);
  expect(messages.length).toBeGreaterThan(0);
  expect(JSON.stringify(messages)).not.toContain('secret');
});

test('parameters of a tool may nest as deeply as they like', () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  const span = generation([], [`{"type":"function","name":"deep","parameters":${deep}}`]);
  expect(read(span.attributes['langfuse.observation.input']).tools?.[0]?.function.name).toBe('deep');
});

describe('the limit', () => {
  test.each([300, 1000, 4096, 16384, 65536])('of %d bytes holds and leaves valid JSON', (maxBytes) => {
    const random = createRandom(maxBytes);
    for (let round = 0; round < 20; round += 1) {
      const items = Array.from({ length: Math.ceil(random() * 60) }, () => randomItem(random));
      const span = generation(
        items.map((item) => JSON.stringify(item)),
        [],
        policy({ maxBytes }),
      );
      const input = String(span.attributes['langfuse.observation.input']);
      expect(Buffer.byteLength(input)).toBeLessThanOrEqual(maxBytes);
      expect(read(input).messages.length).toBeGreaterThan(0);
    }
  });

  test('cuts the middle of a conversation: instructions, prompt and the latest messages stay', () => {
    const middle = Array.from({ length: 200 }, (_, index) => ({
      type: 'message',
      role: 'user',
      content: `step ${index} ${'x'.repeat(500)}`,
    }));
    const items = [
      { type: 'message', role: 'system', content: 'You are codex' },
      { type: 'message', role: 'user', content: 'the task' },
      ...middle,
      { type: 'message', role: 'user', content: 'the end' },
    ];
    const { messages } = chat(items);
    expect(messages.slice(0, 2).map(({ content }) => content)).toEqual(['You are codex', 'the task']);
    expect(messages.at(-1)?.content).toBe('the end');
    const mark = messages.find(({ content }) => String(content).startsWith('… ['));
    const shown = messages.length - 1;
    expect(mark?.content).toMatch(new RegExp(`^… \\[${items.length - shown} messages, \\d+ bytes cut\\] …$`));
    const bytes = Number(/(\d+) bytes/.exec(String(mark?.content))?.[1]);
    expect(bytes).toBeGreaterThan(500 * (items.length - shown));
  });

  test.each([
    [1, 20_000, 8100],
    [3, 7000, 4000],
    [6, 5000, 1980],
  ])('shortens %d messages of %d bytes no more than it must', (count, length, least) => {
    const { messages } = chat(
      Array.from({ length: count }, () => ({ type: 'message', role: 'user', content: 'x'.repeat(length) })),
    );
    expect(messages).toHaveLength(count);
    for (const { content } of messages) expect(String(content).length).toBeGreaterThan(least);
  });

  test('leaves of tools that are long their names, and of those too many nothing', () => {
    const tools = (count: number, length: number): string[] =>
      Array.from({ length: count }, (_, index) =>
        JSON.stringify({ type: 'function', name: `tool_${index}`, description: 'd'.repeat(length) }),
      );
    const task = [JSON.stringify({ type: 'message', role: 'user', content: 'the task' })];
    const input = (definitions: string[]): Chat =>
      read(generation(task, definitions).attributes['langfuse.observation.input']);
    expect(input(tools(3, 1000)).tools?.[0]).toMatchObject({ function: { description: 'd'.repeat(1000) } });
    expect(input(tools(3, 1500)).tools).toEqual(
      [0, 1, 2].map((index) => ({ type: 'function', function: { name: `tool_${index}` } })),
    );
    expect(input(tools(200, 0)).tools).toBeUndefined();
    expect(input(tools(200, 0)).messages).toEqual([{ role: 'user', content: 'the task' }]);
  });

  test('cuts the middle of one long text and keeps characters whole', () => {
    const { messages } = chat([{ type: 'message', role: 'user', content: `begin ${'ö😀'.repeat(20000)} end` }]);
    const content = String(messages[0]?.content);
    expect(content).toMatch(/^begin ö.*… \[\d+ bytes cut\] ….* end$/s);
    expect(content).not.toContain('\uFFFD');
    expect(Buffer.byteLength(content)).toBeGreaterThan(4096);
  });

  test('keeps arguments and output of a tool readable', () => {
    const files = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`file${index}`, 'y'.repeat(9000)]));
    const turn = withResult({ arguments: JSON.stringify(files), output: `head ${'z'.repeat(50000)} tail` });
    const { attributes } = spanOf(assemble(turn, { policy: policy({ maxBytes: 2048 }) }), 'tool/call_1');
    const given = String(attributes['gen_ai.tool.call.arguments']);
    expect(Object.keys(JSON.parse(given) as object)).toEqual(Object.keys(files));
    expect(Buffer.byteLength(given)).toBeLessThanOrEqual(2048);
    const many = JSON.stringify(Array.from({ length: 20 }, () => 'y'.repeat(900)));
    const short = spanOf(
      assemble(withResult({ arguments: many }), { policy: policy({ maxBytes: 2048 }) }),
      'tool/call_1',
    );
    expect(JSON.parse(String(short.attributes['gen_ai.tool.call.arguments']))).toHaveLength(20);
    const result = String(attributes['gen_ai.tool.call.result']);
    expect(result).toMatch(/^head z.*bytes cut\] ….*z tail$/);
    expect(Buffer.byteLength(result)).toBeLessThanOrEqual(2048);
  });

  test('is for what is sent whole, too', () => {
    const turn = withResult({ arguments: 'x'.repeat(2048), output: '{ "a":  1 }' });
    const { attributes } = spanOf(assemble(turn, { policy: policy({ maxBytes: 2048 }) }), 'tool/call_1');
    expect(attributes['gen_ai.tool.call.arguments']).toBe('x'.repeat(2048));
    expect(attributes['gen_ai.tool.call.result']).toBe('{ "a":  1 }');
  });
});

test('a limit below the length of a mark leaves the mark alone', () => {
  const turn = withResult({ arguments: 'x'.repeat(100), output: '' });
  const { attributes } = spanOf(assemble(turn, { policy: policy({ maxBytes: 10 }) }), 'tool/call_1');
  expect(attributes['gen_ai.tool.call.arguments']).toBe('… [100 bytes cut] …');
});

describe('the policy', () => {
  const whole = readTurn('parallel-tools');

  test.each([
    ['prompts', 'fix the failing test'],
    ['responses', 'Done.'],
    ['tool_arguments', 'npm test'],
    ['tool_output', '1 failed'],
    ['system', 'You are codex'],
  ] as const)('%s rules over its own content alone', (kind, secret) => {
    const without = JSON.stringify(assemble(whole, { policy: policy({ [kind]: 'metadata' }) }));
    expect(without).not.toContain(secret);
    const only = JSON.stringify(assemble(whole, { policy: { ...metadataOnly, [kind]: 'full' } as ContentPolicy }));
    expect(only).toContain(secret);
  });

  test('metadata tells who spoke and how much', () => {
    const turn = assemble(whole, { policy: metadataOnly });
    expect(spanOf(turn, 'root').attributes['langfuse.observation.input']).toBe('[not captured: 20 characters]');
    const { messages, tools } = read(spanOf(turn, 'request/r2').attributes['langfuse.observation.input']);
    expect(messages.map(({ role, content }) => `${role} ${String(content)}`)).toEqual([
      'system [not captured: 13 bytes]',
      'user [not captured: 20 bytes]',
      'assistant ',
      'tool [not captured: 8 bytes]',
      'tool [not captured: 35 bytes]',
    ]);
    expect(tools).toEqual([{ type: 'function', function: { name: 'shell' } }]);
  });

  test('content that was dropped before delivery is marked, not made up', () => {
    const turn = assemble(whole, { content: () => undefined });
    const { attributes } = spanOf(turn, 'request/r2');
    expect(attributes['langfuse.observation.input']).toBeUndefined();
    expect(attributes['langfuse.observation.output']).toBeUndefined();
    expect(attributes['langfuse.observation.metadata.input_items']).toBe(7);
  });
});

test('what is not in the registry of events never leaves', () => {
  const turn = withResult({ arguments: '{}', output: '', surprise: 'planted' });
  expect(JSON.stringify(assemble(turn))).not.toContain('planted');
});

function text(content: string): unknown {
  return { type: 'input_text', text: content };
}

function chat(items: readonly unknown[]): Chat {
  return read(generation(items.map((item) => JSON.stringify(item))).attributes['langfuse.observation.input']);
}

function read(input: unknown): Chat {
  return JSON.parse(String(input)) as Chat;
}

/** The first generation of the recipe, sent these items instead. */
function generation(items: readonly string[], tools: readonly string[] = [], limits = policy()): AssembledSpan {
  const texts = new Map([...items, ...tools].map((item) => [reference(item), item]));
  const events = recorded.events.map((event) =>
    event.name === 'api_request'
      ? { ...event, items: { input: items.map(reference), tools: tools.map(reference) } }
      : event,
  );
  const content = (wanted: string): string | undefined => texts.get(wanted);
  return spanOf(assemble({ ...recorded, events, content }, { policy: limits }), 'request/r1');
}

function withResult(attributes: Readonly<Record<string, unknown>>): typeof recorded {
  const events = recorded.events.map((event) =>
    event.name === 'tool_result'
      ? ({ ...event, attributes: { ...event.attributes, ...attributes } } as EventEnvelope)
      : event,
  );
  return { ...recorded, events };
}

function randomItem(random: () => number): unknown {
  const content = ['a', 'ü', '\u0000', '"', '😀'][Math.floor(random() * 5)]?.repeat(Math.floor(random() ** 4 * 40000));
  const kinds = [
    { type: 'message', role: 'user', content },
    { type: 'message', role: 'assistant', content },
    { type: 'function_call', call_id: 'c', name: 'shell', arguments: content },
    { type: 'function_call_output', call_id: 'c', output: content },
  ];
  return kinds[Math.floor(random() * kinds.length)];
}
