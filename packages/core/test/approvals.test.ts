import { expect, test } from '@jest/globals';

import type { ApprovalAnswer, ApprovalRequest, ScriptedReply } from '@codex-langfuse/core';

import { eventProblems } from './support/check-events.ts';
import { call, closing, say, startHarness } from './support/harness.ts';

test('untrusted: what only reads runs, the rest is asked for, and the wait is told', async () => {
  const asked: ApprovalRequest[] = [];
  const answers: ApprovalAnswer[] = ['approved', 'denied', 'approved_for_session'];
  const script: ScriptedReply[] = [
    call('exec_command', { cmd: 'ls' }, 'call_1'),
    call('exec_command', { cmd: 'touch a' }, 'call_2'),
    call('exec_command', { cmd: 'touch b' }, 'call_3'),
    call('exec_command', { cmd: 'touch c' }, 'call_4'),
    call('exec_command', { cmd: 'touch c' }, 'call_5'),
    say('ok'),
  ];
  await using harness = closing(
    await startHarness(script, {
      config: { approvalPolicy: 'untrusted' },
      input: {
        approve(request) {
          asked.push(request);
          return Promise.resolve(answers[asked.length - 1] ?? 'abort');
        },
      },
    }),
  );
  await harness.conversation.runTurn('hi');
  expect(asked.map(({ text }) => text)).toEqual(['touch a', 'touch b', 'touch c']);
  const decisions = harness
    .attributes('tool_decision')
    .map(({ decision, source, wait_ms }) => [decision, source, wait_ms === undefined]);
  expect(decisions).toEqual([
    ['approved', 'Config', true],
    ['approved', 'User', false],
    ['denied', 'User', false],
    ['approved_for_session', 'User', false],
    ['approved_for_session', 'User', true],
  ]);
  expect(harness.attributes('tool_result')[2]).toMatchObject({ success: false, 'error.message': 'denied' });
  expect(eventProblems(harness.events)).toEqual([]);
});

test('where nobody can be asked the call is denied, and an answer "abort" ends the turn', async () => {
  const script = [call('exec_command', { cmd: 'touch a' }), say('ok')];
  await using alone = closing(await startHarness(script, { config: { approvalPolicy: 'untrusted' } }));
  expect(await alone.conversation.runTurn('hi')).toMatchObject({ outcome: 'completed' });
  expect(alone.attributes('tool_decision')).toEqual([
    expect.objectContaining({ decision: 'denied', source: 'Config' }),
  ]);
  await using aborted = closing(
    await startHarness(script, {
      config: { approvalPolicy: 'untrusted' },
      input: { approve: () => Promise.resolve('abort') },
    }),
  );
  expect(await aborted.conversation.runTurn('hi')).toMatchObject({ outcome: 'interrupted' });
  expect(aborted.attributes('tool_result')).toEqual([
    expect.objectContaining({ success: false, 'error.message': 'interrupted' }),
  ]);
});

test('a caller’s callback that throws closes the turn as failed, and the conversation goes on', async () => {
  await using harness = closing(
    await startHarness([call('exec_command', { cmd: 'touch a' }), say('again')], {
      config: { approvalPolicy: 'untrusted' },
      input: { approve: () => Promise.reject(new Error('no screen')) },
    }),
  );
  const result = await harness.conversation.runTurn('hi');
  expect(result).toMatchObject({
    outcome: 'failed',
    error: { code: 'internal_error', message: 'internal error: no screen' },
  });
  expect(harness.attributes('turn_ended')).toEqual([expect.objectContaining({ 'error.message': 'internal error' })]);
  expect(await harness.conversation.runTurn('next')).toMatchObject({ outcome: 'completed' });
  expect(harness.model.requests[1]?.input.map(({ type }) => type)).not.toContain('function_call');
});
