import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { eventProblems } from './support/check-events.ts';
import { closing, say, startHarness } from './support/harness.ts';

test('a turn runs a shell command and a patch, and its events tell all of it', async () => {
  await using harness = closing(
    await startHarness([
      {
        kind: 'respond',
        items: [
          { type: 'reasoning', summary: 'Look first.' },
          {
            type: 'function_call',
            name: 'exec_command',
            arguments: { cmd: 'printf out; printf err >&2; exit 3' },
            callId: 'call_a',
          },
        ],
        usage: { inputTokens: 1200, cachedInputTokens: 1000, outputTokens: 60, reasoningOutputTokens: 20 },
      },
      {
        kind: 'respond',
        items: [
          {
            type: 'custom_tool_call',
            name: 'apply_patch',
            input: '*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch',
            callId: 'call_b',
          },
        ],
        usage: { inputTokens: 1500, outputTokens: 40 },
      },
      say('Done: “ä”.'),
    ]),
  );
  const result = await harness.conversation.runTurn('fix it 👍');

  expect(result).toMatchObject({ outcome: 'completed', finalMessage: 'Done: “ä”.' });
  expect(result.usage.inputTokens).toBeGreaterThan(2700);
  expect(result.usage.cachedInputTokens).toBe(1000);
  expect(await readFile(join(harness.cwd, 'a.txt'), 'utf8')).toBe('hello\n');

  expect(eventProblems(harness.events)).toEqual([]);
  const requestIds = harness.attributes('api_request').map((request) => request['request.id']);
  const names = harness.events.filter(({ name }) => name !== 'sse_event').map(({ name }) => name);
  expect(names).toEqual([
    'conversation_starts',
    'user_prompt',
    'api_request',
    'turn_ttft',
    'tool_decision',
    'tool_result',
    'api_request',
    'tool_decision',
    'tool_result',
    'api_request',
    'agent_response',
    'turn_ended',
  ]);
  const firstStream = harness.attributes('sse_event').filter((event) => event['request.id'] === requestIds[0]);
  expect(firstStream.map((event) => event['event.kind'])).toEqual(FIRST_STREAM);
  expect(firstStream.map(({ delta }) => delta ?? '').join('')).toBe(
    'Look first.{"cmd":"printf out; printf err >&2; exit 3"}',
  );
  expect(firstStream.at(-1)).toEqual({
    'request.id': requestIds[0],
    'event.kind': 'response.completed',
    duration_ms: expect.any(Number),
    'response.id': expect.stringMatching(/^resp_/),
    'response.model': 'gpt-5.5',
    finish_reason: 'tool_calls',
    input_token_count: 1200,
    output_token_count: 60,
    cached_token_count: 1000,
    reasoning_token_count: 20,
    tool_token_count: 1260,
    ttft_ms: expect.any(Number),
    service_tier: 'default',
  });
  expect(harness.attributes('user_prompt')).toEqual([{ prompt_length: 8, prompt: 'fix it 👍' }]);
  expect(harness.attributes('agent_response')).toEqual([{ response_length: 15, response: 'Done: “ä”.' }]);
  const [shell, patch] = harness.attributes('tool_result');
  expect(shell).toMatchObject({ tool_name: 'exec_command', call_id: 'call_a', success: false, exit_code: 3 });
  expect(shell?.output).toMatch(/^Exit code: 3\nWall time: \d+\.\d seconds\nOutput:\nouterr$/);
  expect(shell?.output_length).toBe(Buffer.byteLength(shell?.output ?? ''));
  expect(patch).toMatchObject({
    tool_name: 'apply_patch',
    success: true,
    output: 'Success. Updated the following files:\nA a.txt\n',
  });
  const requests = harness.attributes('api_request');
  expect(requests.map(({ attempt }) => attempt)).toEqual([0, 0, 0]);
  expect(new Set(requests.map((request) => request['request.id'])).size).toBe(3);
  expect(shell?.['request.id']).toBe(requests[0]?.['request.id']);
});

test('each item is one frozen object in every request and response that holds it', async () => {
  await using harness = closing(
    await startHarness([
      {
        kind: 'respond',
        items: [{ type: 'function_call', name: 'exec_command', arguments: { cmd: 'true' }, callId: 'call_1' }],
      },
      say('one'),
      say('two'),
    ]),
  );
  await harness.conversation.runTurn('first');
  await harness.conversation.runTurn('second');
  const requests = harness.events.filter((event) => event.name === 'api_request');
  const inputs = requests.map((event) => event.items?.input ?? []);
  const [first = [], second = [], third = []] = inputs;
  expect(first[0]).toEqual({
    type: 'message',
    role: 'system',
    content: [{ type: 'input_text', text: expect.any(String) }],
  });
  first.forEach((item, index) => expect(second[index]).toBe(item));
  second.forEach((item, index) => expect(third[index]).toBe(item));
  for (const item of third) expect(Object.isFrozen(item)).toBe(true);
  const outputs = harness.events
    .filter((event) => event.name === 'sse_event')
    .flatMap((event) => event.items?.output ?? []);
  expect(third).toContain(outputs[0]);
  const tools = requests.map((event) => event.items?.tools ?? []);
  tools[0]?.forEach((tool, index) => expect(tools[2]?.[index]).toBe(tool));
});

const FIRST_STREAM = [
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.reasoning_summary_text.delta',
  'response.reasoning_summary_text.done',
  'response.output_item.done',
  'response.output_item.added',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'response.output_item.done',
  'response.completed',
];
