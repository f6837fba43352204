import { expect, test } from '@jest/globals';
import { readClaudeCodeLogRecord } from '@codex-langfuse/events/readers';
import { claudeRecord, eventsOf, noResource, type Plain } from './records.ts';

type Attributes = Readonly<Record<string, Plain>>;

const claudeCall = { tool_name: 'Bash', tool_use_id: 'toolu_1' };
const decided = { tool_name: 'Bash', call_id: 'toolu_1' };

test.each<[string, string, Attributes, object, object]>([
  [
    'a redacted prompt',
    'user_prompt',
    { prompt_length: '14', prompt: '<REDACTED>', prompt_text: '<REDACTED>' },
    { prompt_length: 14 },
    {},
  ],
  [
    'a redacted answer',
    'assistant_response',
    { response_length: 22, response: '<REDACTED>', request_id: 'r' },
    { response_length: 22, 'request.id': 'r' },
    {},
  ],
  [
    'an answer beyond ASCII',
    'assistant_response',
    { response_length: 3, response: 'äöü' },
    { response_length: 6, response: 'äöü' },
    { response_length: 3 },
  ],
  [
    'a permission by a person',
    'tool_decision',
    { ...claudeCall, decision: 'accept', source: 'user_temporary' },
    { ...decided, decision: 'approved', source: 'User' },
    {},
  ],
  [
    'a permission for good',
    'tool_decision',
    { ...claudeCall, decision: 'accept', source: 'user_permanent' },
    { ...decided, decision: 'approved', source: 'User' },
    { source: 'user_permanent' },
  ],
  [
    'a refusal',
    'tool_decision',
    { ...claudeCall, decision: 'reject', source: 'user_reject' },
    { ...decided, decision: 'denied', source: 'User' },
    {},
  ],
  [
    'an abort',
    'tool_decision',
    { ...claudeCall, decision: 'reject', source: 'user_abort' },
    { ...decided, decision: 'abort', source: 'User' },
    { source: 'user_abort' },
  ],
  [
    'a hook',
    'tool_decision',
    { ...claudeCall, decision: 'accept', source: 'hook' },
    { ...decided, decision: 'approved', source: 'AutomatedReviewer' },
    {},
  ],
  [
    'a failed command',
    'tool_result',
    {
      ...claudeCall,
      success: 'false',
      duration_ms: '5',
      error: 'Shell command failed',
      error_type: 'ShellError',
      tool_input_size_bytes: '7',
    },
    {
      ...decided,
      success: false,
      duration_ms: 5,
      'error.message': 'Shell command failed',
      'error.type': 'ShellError',
      arguments_length: 7,
      output_length: 0,
    },
    {},
  ],
  [
    'a failed request',
    'api_error',
    { model: 'claude', error: 'overloaded', status_code: 529, duration_ms: '31', attempt: 3, request_id: 'r' },
    {
      'request.id': 'r',
      purpose: 'main',
      'request.model': 'claude',
      provider_name: 'Anthropic',
      endpoint: '/v1/messages',
      duration_ms: 31,
      attempt: 2,
      'http.response.status_code': 529,
      'error.message': 'overloaded',
    },
    {},
  ],
])('reads %s of Claude Code', (_what, name, given, expected, unread) => {
  const result = readClaudeCodeLogRecord(claudeRecord(name, given), noResource);
  expect(eventsOf(result).map(({ event }) => event.attributes)).toEqual([expected]);
  expect(result.unread).toEqual(unread);
  expect(eventsOf(result)[0]).toMatchObject({
    dialect: 'claude-code',
    sequence: 0,
    event: { turnId: 'prompt-1', conversationId: 'session-1' },
  });
});

test('tells what a request of Claude Code was for and keeps words without a counterpart', () => {
  const read = (source: string) => {
    const given = { model: 'claude', input_tokens: 1, output_tokens: 2, duration_ms: 3, query_source: source };
    const result = readClaudeCodeLogRecord(claudeRecord('api_request', given), noResource);
    return [eventsOf(result)[0]?.event.attributes, result.unread];
  };
  expect(read('sdk')).toMatchObject([{ purpose: 'main' }, {}]);
  expect(read('compact')).toMatchObject([{ purpose: 'compaction' }, {}]);
  expect(read('dreaming')).toMatchObject([{ purpose: 'main' }, { query_source: 'dreaming' }]);
});
