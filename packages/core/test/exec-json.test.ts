import {
  combineSinks,
  createExecJsonStream,
  type ExecJsonEvent,
  type ScriptedReply,
  type TurnError,
} from '@codex-langfuse/core';
import { expect, test } from '@jest/globals';

import { call, closing, say, startHarness } from './support/harness.ts';
import { schemaProblems } from './support/exec-json-schema.ts';

async function linesOf(
  script: readonly ScriptedReply[],
  change: Parameters<typeof startHarness>[1] = {},
): Promise<readonly ExecJsonEvent[]> {
  const lines: ExecJsonEvent[] = [];
  let failure: TurnError | undefined;
  const stream = createExecJsonStream((line) => void lines.push(line), { failureMessage: () => failure?.message });
  const input = {
    ...change.input,
    sink: combineSinks(stream),
    onFailure: (error: TurnError) => void (failure = error),
  };
  await using harness = closing(await startHarness(script, { ...change, input }));
  await harness.conversation.runTurn('hi');
  expect(schemaProblems(lines)).toEqual([]);
  return lines;
}

test('a turn in the real Codex’s schema', async () => {
  const usage = { inputTokens: 1200, cachedInputTokens: 1000, outputTokens: 60, reasoningOutputTokens: 20 };
  const plan = (status: string) => ({ plan: [{ step: 'look', status }] });
  const lines = await linesOf([
    {
      kind: 'respond',
      usage,
      items: [
        { type: 'reasoning', summary: 'Think.' },
        { type: 'message', text: 'I look.' },
        { type: 'function_call', name: 'update_plan', arguments: plan('in_progress'), callId: 'call_0' },
        { type: 'function_call', name: 'exec_command', arguments: { cmd: 'echo hello; exit 2' }, callId: 'call_1' },
      ],
    },
    {
      kind: 'respond',
      usage,
      items: [
        {
          type: 'custom_tool_call',
          name: 'apply_patch',
          input: '*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch',
          callId: 'call_2',
        },
        { type: 'function_call', name: 'update_plan', arguments: plan('completed'), callId: 'call_3' },
      ],
    },
    { kind: 'respond', usage, items: [{ type: 'message', text: 'Done.' }] },
  ]);
  const command = { id: 'item_3', type: 'command_execution', command: 'echo hello; exit 2' };
  const change = { id: 'item_4', type: 'file_change', changes: [{ path: 'a.txt', kind: 'add' }] };
  const todo = (completed: boolean) => ({ id: 'item_2', type: 'todo_list', items: [{ text: 'look', completed }] });
  expect(lines).toEqual([
    { type: 'thread.started', thread_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) },
    { type: 'turn.started' },
    { type: 'item.completed', item: { id: 'item_0', type: 'reasoning', text: 'Think.' } },
    { type: 'item.completed', item: { id: 'item_1', type: 'agent_message', text: 'I look.' } },
    { type: 'item.started', item: todo(false) },
    { type: 'item.started', item: { ...command, aggregated_output: '', exit_code: null, status: 'in_progress' } },
    { type: 'item.completed', item: { ...command, aggregated_output: 'hello\n', exit_code: 2, status: 'failed' } },
    { type: 'item.started', item: { ...change, status: 'in_progress' } },
    { type: 'item.updated', item: todo(true) },
    { type: 'item.completed', item: { ...change, status: 'completed' } },
    { type: 'item.completed', item: { id: 'item_5', type: 'agent_message', text: 'Done.' } },
    { type: 'item.completed', item: todo(true) },
    {
      type: 'turn.completed',
      usage: {
        input_tokens: 3600,
        cached_input_tokens: 3000,
        cache_write_input_tokens: 0,
        output_tokens: 180,
        reasoning_output_tokens: 60,
      },
    },
  ]);
});

test('a broken stream is an error line, and a failed turn ends with turn.failed', async () => {
  const broken: ScriptedReply = { kind: 'end', items: [{ type: 'message', text: 'x' }], afterEvents: 2 };
  const lines = await linesOf([broken, { kind: 'status', status: 401 }]);
  expect(lines.slice(2)).toEqual([
    { type: 'error', message: 'Reconnecting... 1/5 (stream closed before response.completed)' },
    { type: 'error', message: expect.stringContaining('unexpected status 401') },
    { type: 'turn.failed', error: { message: expect.stringContaining('check SCRIPTED_API_KEY') } },
  ]);
});

test('denied and unknown calls', async () => {
  const lines = await linesOf([call('exec_command', { cmd: 'touch a' }), call('nothing', {}, 'call_2'), say('ok')], {
    config: { approvalPolicy: 'untrusted' },
  });
  const items = lines.flatMap((line) => (line.type === 'item.completed' ? [line.item] : []));
  expect(items).toEqual([
    expect.objectContaining({ type: 'command_execution', status: 'declined', exit_code: null }),
    expect.objectContaining({ type: 'error', message: 'unsupported call: nothing' }),
    expect.objectContaining({ type: 'agent_message' }),
  ]);
});
