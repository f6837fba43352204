import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createScriptedModel } from '@codex-langfuse/core';
import { startScriptedModel } from '@codex-langfuse/core/testing';
import { expect, test } from '@jest/globals';

import { eventProblems } from './support/check-events.ts';
import { call, closing, say, startHarness } from './support/harness.ts';

async function post(
  url: string,
  body: unknown,
): Promise<{ readonly status: number; readonly events: readonly Record<string, unknown>[]; readonly text: string }> {
  const response = await fetch(`${url}/responses`, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map(
    (found) => JSON.parse(found[1] ?? '') as Record<string, unknown>,
  );
  return { status: response.status, events, text };
}

test('a reply has the events of the real API in their order', async () => {
  const model = await startScriptedModel([
    {
      kind: 'respond',
      items: [
        { type: 'reasoning', summary: 'Think.' },
        { type: 'message', text: 'A text that needs more than one delta 👍.' },
        { type: 'function_call', name: 'f', arguments: { a: 1 } },
        { type: 'custom_tool_call', name: 'c', input: 'free text' },
      ],
    },
  ]);
  const { status, events, text } = await post(model.url, { model: 'gpt-5.5', stream: true, input: 'hello' });
  await model.close();
  expect(status).toBe(200);
  expect(text).toMatch(/^event: response\.created\ndata: /);
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  expect([...new Set(events.map(({ type }) => type))]).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done',
    'response.output_item.done',
    'response.output_text.delta',
    'response.output_text.done',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.custom_tool_call_input.delta',
    'response.custom_tool_call_input.done',
    'response.completed',
  ]);
  const deltas = events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
  expect(deltas.length).toBeGreaterThan(1);
  expect(deltas.join('')).toBe('A text that needs more than one delta 👍.');
  const done = events
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => item as Record<string, unknown>);
  expect(done[2]).toMatchObject({
    type: 'function_call',
    name: 'f',
    arguments: '{"a":1}',
    call_id: expect.stringMatching(/^call_/),
  });
  expect(events.at(-1)?.['response']).toMatchObject({
    id: expect.stringMatching(/^resp_/),
    model: 'gpt-5.5',
    status: 'completed',
    output: done,
    usage: { input_tokens: expect.any(Number), output_tokens_details: { reasoning_tokens: expect.any(Number) } },
  });
});

test('replies depend on the real output of tools, and an earlier prompt of the conversation is cached', async () => {
  const long = 'x'.repeat(8000);
  await using harness = closing(
    await startHarness((request) => {
      const last = request.toolOutputs.at(-1);
      if (last === undefined) return call('exec_command', { cmd: 'echo $((20 + 22))' });
      return say(`${last.name} said ${last.output.split('Output:\n')[1]?.trim()} for ${request.prompt.slice(0, 3)}`);
    }),
  );
  const result = await harness.conversation.runTurn(`sum ${long}`);
  expect(result.finalMessage).toBe('exec_command said 42 for sum');
  const [first, second] = harness
    .attributes('sse_event')
    .filter((event) => event['event.kind'] === 'response.completed');
  expect(first).toMatchObject({
    finish_reason: 'tool_calls',
    cached_token_count: 0,
    tool_token_count: (first?.input_token_count ?? 0) + (first?.output_token_count ?? 0),
  });
  expect(second).toMatchObject({ finish_reason: 'stop', 'response.model': 'gpt-5.5' });
  expect(second?.cached_token_count).toBeGreaterThan(2000);
  expect(second?.cached_token_count).toBeLessThanOrEqual(first?.input_token_count ?? 0);
});

test('bad requests are refused with the status of the real API', async () => {
  const model = await createScriptedModel({ reply: () => say('never') });
  expect(await post(model.url, 'text')).toMatchObject({ status: 400 });
  expect(await post(model.url, { stream: true, input: 'x' })).toMatchObject({ status: 400 });
  expect(await post(model.url, { model: 'm', input: 'x' })).toMatchObject({ status: 400 });
  expect(await post(model.url, { model: 'm', stream: true, input: [1] })).toMatchObject({ status: 400 });
  expect((await fetch(`${model.url}/responses`)).status).toBe(405);
  expect((await fetch(`${model.url}/models`)).status).toBe(404);
  await model.close();
  await expect(fetch(`${model.url}/responses`)).rejects.toThrow('fetch failed');
});

test('a script that fails is answered with 500', async () => {
  const model = await createScriptedModel({ reply: () => Promise.reject(new Error('bug in the script')) });
  expect(await post(model.url, { model: 'm', stream: true, input: 'x' })).toMatchObject({
    status: 500,
    text: expect.stringContaining('bug in the script'),
  });
  await model.close();
});

test('a hostile stream: noise is skipped, a malformed item and an oversized number are not believed', async () => {
  const item = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'fine' }] };
  const usage = { input_tokens: null, output_tokens: -5, total_tokens: '7', input_tokens_details: null };
  const bodies = [
    'data: {"type":"response.output_item.done","item":{"type":"function_call","name":7}}\n\n',
    `: comment\n\nevent: x\ndata: {broken\n\ndata: [DONE]\n\nevent: response.output_item.done\r\ndata: ${JSON.stringify({ item })}\r\n\r\ndata: ${JSON.stringify({ type: 'response.completed', response: { usage } }).replace('null', '1e400')}\n\n`,
  ];
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.end(bodies.shift());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using harness = closing(await startHarness([], { provider: { baseUrl: `http://127.0.0.1:${port}/v1` } }));
  expect(await harness.conversation.runTurn('hi')).toMatchObject({
    outcome: 'completed',
    finalMessage: 'fine',
    usage: { inputTokens: 0, outputTokens: 0 },
  });
  const kinds = harness.attributes('sse_event').map((event) => event['event.kind']);
  expect(kinds).toEqual(['stream.failed', 'x', 'message', 'response.output_item.done', 'response.completed']);
  expect(harness.attributes('sse_event')[0]?.['error.message']).toBe('failed to parse response.output_item.done');
  expect(eventProblems(harness.events)).toEqual([]);
  server.close();
  server.closeAllConnections();
});
