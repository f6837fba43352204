import { expect, test } from '@jest/globals';
import { readGeminiLogRecord } from '@codex-langfuse/events/readers';
import { baseMicros, eventsOf, geminiRecord, noResource, type Plain } from './records.ts';

type Attributes = Readonly<Record<string, Plain>>;

const geminiRequest = {
  'request.id': `at-${baseMicros}`,
  purpose: 'main',
  'request.model': 'gemini-3',
  provider_name: 'Google',
  attempt: 0,
  endpoint: 'generateContent',
};

test.each<[string, string, Attributes, readonly object[], object]>([
  ['a prompt', 'user_prompt', { prompt_length: 3, prompt: 'abc' }, [{ prompt_length: 3, prompt: 'abc' }], {}],
  ['a prompt that is not logged', 'user_prompt', { prompt_length: 3 }, [{ prompt_length: 3 }], {}],
  [
    'an answer',
    'api_response',
    {
      model: 'gemini-3',
      duration_ms: 50,
      input_token_count: 100,
      output_token_count: 20,
      cached_content_token_count: 40,
      thoughts_token_count: 5,
      tool_token_count: 0,
      total_token_count: 125,
      status_code: 200,
      'http.status_code': 200,
      finish_reasons: ['STOP'],
      role: 'main',
    },
    [
      { ...geminiRequest, duration_ms: 50, 'http.response.status_code': 200 },
      {
        'request.id': `at-${baseMicros}`,
        'event.kind': 'response.completed',
        'response.model': 'gemini-3',
        input_token_count: 100,
        output_token_count: 25,
        cached_token_count: 40,
        reasoning_token_count: 5,
        tool_token_count: 125,
      },
    ],
    { finish_reasons: ['STOP'] },
  ],
  [
    'a failed request',
    'api_error',
    {
      model: 'gemini-3',
      error: 'quota',
      'error.message': 'quota',
      'error.type': 'ApiError',
      duration_ms: 4,
      status_code: 429,
    },
    [{ ...geminiRequest, duration_ms: 4, 'http.response.status_code': 429, 'error.message': 'quota' }],
    { error: 'quota', 'error.type': 'ApiError' },
  ],
  [
    'a command that failed, which it calls a success',
    'tool_call',
    {
      function_name: 'run_shell_command',
      function_args: '{"command":"x"}',
      duration_ms: 9,
      success: true,
      decision: 'accept',
      tool_type: 'native',
      content_length: 12,
      metadata: '{"exitCode":2,"isError":true}',
    },
    [
      { tool_name: 'run_shell_command', call_id: `at-${baseMicros}`, decision: 'approved', source: 'Config' },
      {
        tool_name: 'run_shell_command',
        call_id: `at-${baseMicros}`,
        duration_ms: 9,
        success: false,
        exit_code: 2,
        arguments: '{"command":"x"}',
        arguments_length: 15,
        output_length: 12,
      },
    ],
    { tool_type: 'native', success: true, metadata: '{"exitCode":2,"isError":true}' },
  ],
  [
    'its settings',
    'config',
    { approval_mode: 'yolo', sandbox_enabled: false, mcp_servers: 'db', debug_mode: false },
    [
      {
        provider_name: 'Google',
        reasoning_summary: 'none',
        approval_policy: 'never',
        sandbox_policy: 'danger-full-access',
        mcp_servers: 'db',
      },
    ],
    { approval_mode: 'yolo', sandbox_enabled: false, debug_mode: false },
  ],
])('reads %s of Gemini CLI', (_what, name, given, expected, unread) => {
  const result = readGeminiLogRecord(geminiRecord(name, given), noResource);
  expect(eventsOf(result).map(({ event }) => event.attributes)).toEqual(expected);
  expect(result.unread).toEqual({ body: `A sentence about ${name}.`, ...unread });
  expect(eventsOf(result)[0]?.event.turnId).toBe('session-1########0');
});
