import { expect, test } from '@jest/globals';
import { readCodexLogRecord } from '@codex-langfuse/events/readers';
import { baseMicros, codexRecord, eventsOf, noResource, type Plain } from './records.ts';

type Attributes = Readonly<Record<string, Plain>>;

function read(name: string, attributes: Attributes): unknown {
  return eventsOf(readCodexLogRecord(codexRecord(name, attributes), noResource))[0]?.event.attributes;
}

const request = {
  'request.id': `at-${baseMicros}`,
  purpose: 'main',
  'request.model': 'gpt-5-codex',
  provider_name: 'unknown',
};
const call = { tool_name: 'exec_command', call_id: 'call_1' };
const result = {
  ...call,
  duration_ms: '12',
  success: 'true',
  arguments: '{"cmd":"ls"}',
  mcp_server: '',
  mcp_server_origin: '',
};
const typedResult = { ...call, duration_ms: 12, success: true, arguments: '{"cmd":"ls"}', arguments_length: 12 };

test.each<[string, string, Attributes, object]>([
  ['numbers as text', 'turn_ttft', { duration_ms: '101' }, { duration_ms: 101 }],
  ['fractions as text', 'turn_ttft', { duration_ms: '1.25e2' }, { duration_ms: 125 }],
  [
    'a prompt',
    'user_prompt',
    { prompt_length: '14', prompt: 'list the files' },
    { prompt_length: 14, prompt: 'list the files' },
  ],
  ['a redacted prompt', 'user_prompt', { prompt_length: '14', prompt: '[REDACTED]' }, { prompt_length: 14 }],
  ['a prompt without length', 'user_prompt', { prompt: 'ja 👍🏽' }, { prompt_length: 5, prompt: 'ja 👍🏽' }],
  [
    'the oldest decision',
    'tool_decision',
    { ...call, decision: 'approvedforsession', source: 'config' },
    { ...call, decision: 'approved_for_session', source: 'Config' },
  ],
  [
    'an older decision',
    'tool_decision',
    { ...call, decision: 'approvedexecpolicyamendment', source: 'User' },
    { ...call, decision: 'approved_with_amendment', source: 'User' },
  ],
  [
    'a reviewer’s decision',
    'tool_decision',
    { ...call, decision: 'timed_out', source: 'automated_reviewer' },
    { ...call, decision: 'timed_out', source: 'AutomatedReviewer' },
  ],
  [
    'a denial',
    'tool_decision',
    { ...call, decision: 'Denied', source: 'user' },
    { ...call, decision: 'denied', source: 'User' },
  ],
  [
    'a stream event',
    'sse_event',
    { 'event.kind': 'response.created', duration_ms: '0' },
    { 'request.id': '', 'event.kind': 'response.created', duration_ms: 0 },
  ],
  [
    'usage',
    'sse_event',
    {
      'event.kind': 'response.completed',
      input_token_count: '1200',
      output_token_count: '60',
      cached_token_count: 1000,
      tool_token_count: '1260',
    },
    {
      'request.id': '',
      'event.kind': 'response.completed',
      input_token_count: 1200,
      output_token_count: 60,
      cached_token_count: 1000,
      tool_token_count: 1260,
    },
  ],
  [
    'a failed stream without a kind',
    'sse_event',
    { 'error.message': 'idle timeout', duration_ms: '9' },
    { 'request.id': '', 'event.kind': 'stream.failed', 'error.message': 'idle timeout', duration_ms: 9 },
  ],
  [
    'a failed stream event',
    'sse_event',
    { 'event.kind': 'response.failed', 'error.message': '{}' },
    { 'request.id': '', 'event.kind': 'response.failed', 'error.message': '{}' },
  ],
  [
    'a request without an answer',
    'api_request',
    { duration_ms: '3', 'error.message': 'refused', attempt: 2, endpoint: '/responses' },
    { ...request, duration_ms: 3, 'error.message': 'refused', attempt: 2, endpoint: '/responses' },
  ],
  [
    'a compaction',
    'api_request',
    { duration_ms: '3', endpoint: '/responses/compact' },
    { ...request, purpose: 'compaction', duration_ms: 3, endpoint: '/responses/compact', attempt: 0 },
  ],
  [
    'a request of the first versions',
    'api_request',
    { duration_ms: '3', 'http.response.status_code': 200, attempt: 1 },
    { ...request, duration_ms: 3, 'http.response.status_code': 200, attempt: 1, endpoint: 'unknown' },
  ],
  [
    'exit code in the header',
    'tool_result',
    { ...result, output: 'Exit code: 2\nWall time: 1\nOutput:\nno' },
    {
      ...typedResult,
      success: false,
      exit_code: 2,
      output: 'Exit code: 2\nWall time: 1\nOutput:\nno',
      output_length: 36,
    },
  ],
  [
    'exit code of a newer header',
    'tool_result',
    { ...result, output: 'Chunk ID: 1\nProcess exited with code 0\nOutput:\n' },
    { ...typedResult, exit_code: 0, output: 'Chunk ID: 1\nProcess exited with code 0\nOutput:\n', output_length: 47 },
  ],
  [
    'exit code in JSON',
    'tool_result',
    { ...result, output: '{"output":"x","metadata":{"exit_code":1}}' },
    {
      ...typedResult,
      success: false,
      exit_code: 1,
      output: '{"output":"x","metadata":{"exit_code":1}}',
      output_length: 41,
    },
  ],
  [
    'JSON cut in the middle',
    'tool_result',
    { ...result, output: '{"output":"xxx' },
    { ...typedResult, output: '{"output":"xxx', output_length: 14 },
  ],
  [
    'an exit code that a command printed',
    'tool_result',
    { ...result, output: 'Wall time: 1\nOutput:\nExit code: 3\n' },
    { ...typedResult, output: 'Wall time: 1\nOutput:\nExit code: 3\n', output_length: 34 },
  ],
  [
    'an exit code in the output of another tool',
    'tool_result',
    { ...result, tool_name: 'web', output: 'Exit code: 3\nOutput:\n' },
    { ...typedResult, tool_name: 'web', output: 'Exit code: 3\nOutput:\n', output_length: 21 },
  ],
  [
    'a tool that does not exist',
    'tool_result',
    { tool_name: 'nope', duration_ms: '0', success: 'false', output: 'unsupported' },
    {
      tool_name: 'nope',
      call_id: `at-${baseMicros}`,
      duration_ms: 0,
      success: false,
      arguments_length: 0,
      output: 'unsupported',
      output_length: 11,
    },
  ],
  [
    'a result for traces',
    'tool_result',
    { ...call, duration_ms: '1', success: 'true', arguments_length: 7, output_length: 9, mcp_server: 'db' },
    { ...call, duration_ms: 1, success: true, arguments_length: 7, output_length: 9, mcp_server: 'db' },
  ],
  [
    'no MCP servers',
    'conversation_starts',
    {
      provider_name: 'OpenAI',
      reasoning_summary: 'auto',
      approval_policy: 'on-request',
      sandbox_policy: 'read-only',
      mcp_servers: '',
      active_profile: 'p',
    },
    {
      provider_name: 'OpenAI',
      reasoning_summary: 'auto',
      approval_policy: 'on-request',
      sandbox_policy: 'read-only',
      mcp_servers: '',
      active_profile: 'p',
    },
  ],
  [
    'a sandbox',
    'sandbox_outcome',
    { ...call, outcome: 'escalated', initial_duration_ms: 4, escalated_duration_ms: 5 },
    { ...call, outcome: 'escalated', initial_duration_ms: 4, escalated_duration_ms: 5 },
  ],
  [
    'a recovery',
    'auth_recovery',
    {
      'auth.mode': 'managed',
      'auth.step': 'reload',
      'auth.outcome': 'recovery_not_run',
      'auth.recovery_reason': 'not_chatgpt_auth',
    },
    {
      'auth.mode': 'managed',
      'auth.step': 'reload',
      'auth.outcome': 'recovery_not_run',
      'auth.recovery_reason': 'not_chatgpt_auth',
    },
  ],
  [
    'an answer',
    'agent_response',
    {
      'agent.type': 'main',
      'turn.id': 't',
      'item.id': 'i',
      response: 'ünd',
      response_length: 4,
      response_truncated: false,
    },
    {
      'agent.type': 'main',
      'turn.id': 't',
      'item.id': 'i',
      response: 'ünd',
      response_length: 4,
      response_truncated: false,
    },
  ],
  [
    'a WebSocket',
    'websocket_connect',
    { duration_ms: '8', success: 'true', 'auth.connection_reused': true, endpoint: '/responses' },
    { duration_ms: 8, success: true, 'auth.connection_reused': true, endpoint: '/responses' },
  ],
  [
    'a skill',
    'skill_invocation',
    { 'skill.name': 'review', 'skill.scope': 'user', 'skill.invocation_type': 'explicit', 'turn.id': 't' },
    { 'skill.name': 'review', 'skill.scope': 'user', 'skill.invocation_type': 'explicit', 'turn.id': 't' },
  ],
  [
    'a cost',
    'turn_cost',
    { 'usage.estimated_usd': 0.25, 'turn.id': 't', 'turn.interrupted': false },
    { 'usage.estimated_usd': 0.25, 'turn.id': 't', 'turn.interrupted': false },
  ],
  [
    'an assessment',
    'guardian_assessment',
    { 'review.id': 'r', outcome: 'deny', rationale: 'no', started_at_ms: 5 },
    { 'review.id': 'r', outcome: 'deny', rationale: 'no', started_at_ms: 5 },
  ],
  [
    'a network decision',
    'network_proxy.policy_decision',
    { 'network.policy.decision': 'ask', 'server.address': 'example.com', 'server.port': 443 },
    { 'network.policy.decision': 'ask', 'server.address': 'example.com', 'server.port': 443 },
  ],
])('reads %s', (_what, name, given, expected) => {
  expect(read(name, given)).toEqual(expected);
});
