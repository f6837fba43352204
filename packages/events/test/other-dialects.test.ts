import { expect, test } from '@jest/globals';
import { readClaudeCodeLogRecord, readForeignRecord, readGeminiLogRecord } from '@codex-langfuse/events/readers';
import { baseMicros, claudeRecord, codexRecord, eventsOf, geminiRecord, keyValues, noResource, type Plain } from './records.ts';

type Attributes = Readonly<Record<string, Plain>>;

const claudeCall = { tool_name: 'Bash', tool_use_id: 'toolu_1' };
const decided = { tool_name: 'Bash', call_id: 'toolu_1' };

test.each<[string, string, Attributes, object, object]>([
  ['a redacted prompt', 'user_prompt', { prompt_length: '14', prompt: '<REDACTED>', prompt_text: '<REDACTED>' }, { prompt_length: 14 }, {}],
  ['a redacted answer', 'assistant_response', { response_length: 22, response: '<REDACTED>', request_id: 'r' }, { response_length: 22, 'request.id': 'r' }, {}],
  ['an answer beyond ASCII', 'assistant_response', { response_length: 3, response: 'äöü' }, { response_length: 6, response: 'äöü' }, { response_length: 3 }],
  ['a permission by a person', 'tool_decision', { ...claudeCall, decision: 'accept', source: 'user_temporary' }, { ...decided, decision: 'approved', source: 'User' }, {}],
  ['a permission for good', 'tool_decision', { ...claudeCall, decision: 'accept', source: 'user_permanent' }, { ...decided, decision: 'approved', source: 'User' }, { source: 'user_permanent' }],
  ['a refusal', 'tool_decision', { ...claudeCall, decision: 'reject', source: 'user_reject' }, { ...decided, decision: 'denied', source: 'User' }, {}],
  ['an abort', 'tool_decision', { ...claudeCall, decision: 'reject', source: 'user_abort' }, { ...decided, decision: 'abort', source: 'User' }, { source: 'user_abort' }],
  ['a hook', 'tool_decision', { ...claudeCall, decision: 'accept', source: 'hook' }, { ...decided, decision: 'approved', source: 'AutomatedReviewer' }, {}],
  ['a failed command', 'tool_result', { ...claudeCall, success: 'false', duration_ms: '5', error: 'Shell command failed', error_type: 'ShellError', tool_input_size_bytes: '7' }, { ...decided, success: false, duration_ms: 5, 'error.message': 'Shell command failed', 'error.type': 'ShellError', arguments_length: 7, output_length: 0 }, {}],
  ['a failed request', 'api_error', { model: 'claude', error: 'overloaded', status_code: 529, duration_ms: '31', attempt: 3, request_id: 'r' }, { 'request.id': 'r', purpose: 'main', 'request.model': 'claude', provider_name: 'Anthropic', endpoint: '/v1/messages', duration_ms: 31, attempt: 2, 'http.response.status_code': 529, 'error.message': 'overloaded' }, {}],
])('reads %s of Claude Code', (_what, name, given, expected, unread) => {
  const result = readClaudeCodeLogRecord(claudeRecord(name, given), noResource);
  expect(eventsOf(result).map(({ event }) => event.attributes)).toEqual([expected]);
  expect(result.unread).toEqual(unread);
  expect(eventsOf(result)[0]).toMatchObject({ dialect: 'claude-code', sequence: 0, event: { turnId: 'prompt-1', conversationId: 'session-1' } });
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

const geminiRequest = { 'request.id': `at-${baseMicros}`, purpose: 'main', 'request.model': 'gemini-3', provider_name: 'Google', attempt: 0, endpoint: 'generateContent' };

test.each<[string, string, Attributes, readonly object[], object]>([
  ['a prompt', 'user_prompt', { prompt_length: 3, prompt: 'abc' }, [{ prompt_length: 3, prompt: 'abc' }], {}],
  ['a prompt that is not logged', 'user_prompt', { prompt_length: 3 }, [{ prompt_length: 3 }], {}],
  [
    'an answer',
    'api_response',
    { model: 'gemini-3', duration_ms: 50, input_token_count: 100, output_token_count: 20, cached_content_token_count: 40, thoughts_token_count: 5, tool_token_count: 0, total_token_count: 125, status_code: 200, 'http.status_code': 200, finish_reasons: ['STOP'], role: 'main' },
    [
      { ...geminiRequest, duration_ms: 50, 'http.response.status_code': 200 },
      { 'request.id': `at-${baseMicros}`, 'event.kind': 'response.completed', 'response.model': 'gemini-3', input_token_count: 100, output_token_count: 25, cached_token_count: 40, reasoning_token_count: 5, tool_token_count: 125 },
    ],
    { finish_reasons: ['STOP'] },
  ],
  ['a failed request', 'api_error', { model: 'gemini-3', error: 'quota', 'error.message': 'quota', 'error.type': 'ApiError', duration_ms: 4, status_code: 429 }, [{ ...geminiRequest, duration_ms: 4, 'http.response.status_code': 429, 'error.message': 'quota' }], { error: 'quota', 'error.type': 'ApiError' }],
  [
    'a command that failed, which it calls a success',
    'tool_call',
    { function_name: 'run_shell_command', function_args: '{"command":"x"}', duration_ms: 9, success: true, decision: 'accept', tool_type: 'native', content_length: 12, metadata: '{"exitCode":2,"isError":true}' },
    [
      { tool_name: 'run_shell_command', call_id: `at-${baseMicros}`, decision: 'approved', source: 'Config' },
      { tool_name: 'run_shell_command', call_id: `at-${baseMicros}`, duration_ms: 9, success: false, exit_code: 2, arguments: '{"command":"x"}', arguments_length: 15, output_length: 12 },
    ],
    { tool_type: 'native', success: true, metadata: '{"exitCode":2,"isError":true}' },
  ],
  ['its settings', 'config', { approval_mode: 'yolo', sandbox_enabled: false, mcp_servers: 'db', debug_mode: false }, [{ provider_name: 'Google', reasoning_summary: 'none', approval_policy: 'never', sandbox_policy: 'danger-full-access', mcp_servers: 'db' }], { approval_mode: 'yolo', sandbox_enabled: false, debug_mode: false }],
])('reads %s of Gemini CLI', (_what, name, given, expected, unread) => {
  const result = readGeminiLogRecord(geminiRecord(name, given), noResource);
  expect(eventsOf(result).map(({ event }) => event.attributes)).toEqual(expected);
  expect(result.unread).toEqual({ body: `A sentence about ${name}.`, ...unread });
  expect(eventsOf(result)[0]?.event.turnId).toBe('session-1########0');
});

const empty = { attributes: [] };
const service = (name: string) => ({ attributes: keyValues({ 'service.name': name }) });

test.each([
  ['a name', codexRecord('turn_ttft', { duration_ms: 1 }), noResource, '', { kind: 'event', dialect: 'codex' }],
  ['a scope', empty, noResource, 'codex_otel::metrics::client', { dialect: 'codex', reason: 'unnamed' }],
  ['a body', claudeRecord('user_prompt', { prompt_length: '1' }), noResource, '', { kind: 'event', dialect: 'claude-code' }],
  ['a scope', { ...claudeRecord('plugin_loaded', {}), body: null }, noResource, 'com.anthropic.claude_code.events', { dialect: 'claude-code', reason: 'no_counterpart' }],
  ['a service', { ...claudeRecord('tea_break', {}), body: null }, service('claude-code'), '', { dialect: 'claude-code', reason: 'unknown_event' }],
  ['a name', geminiRecord('user_prompt', { prompt_length: 1 }), noResource, '', { kind: 'event', dialect: 'gemini-cli' }],
  ['a service', geminiRecord('config', {}), service('gemini-cli'), '', { kind: 'event', dialect: 'gemini-cli' }],
  ['our scope', codexRecord('turn_ttft', { duration_ms: 1 }), noResource, 'codex-langfuse', { kind: 'unknown', reason: 'own_record', name: 'codex.turn_ttft' }],
  ['nothing', { attributes: keyValues({ 'event.name': 'login' }) }, service('shop'), 'x', { kind: 'unknown', reason: 'foreign_dialect', name: 'login', unread: { 'event.name': 'login' } }],
])('knows whose record it is by %s', (_what, record, resource, scope, expected) => {
  expect(readForeignRecord(record, resource, { name: scope })).toMatchObject(expected);
});

test('a body that is no name is kept', () => {
  const record = { ...codexRecord('turn_ttft', { duration_ms: 1 }), body: { stringValue: 'a sentence' } };
  expect(readForeignRecord(record, noResource, undefined).unread).toEqual({ body: 'a sentence' });
  const debug = { attributes: [], body: { stringValue: 'flushing' } };
  expect(readForeignRecord(debug, noResource, { name: 'codex_otel' }).unread).toEqual({ body: 'flushing' });
});
