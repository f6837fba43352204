import { expect, test } from '@jest/globals';

import type { ScriptedReply } from '@codex-langfuse/core';

import { eventProblems } from './support/check-events.ts';
import { call, closing, say, startHarness } from './support/harness.ts';

const PARTIAL = [{ type: 'message', text: 'This text is long enough for several deltas, but it never ends.' }] as const;

const status = (code: number, error: object = {}): ScriptedReply => ({ kind: 'status', status: code, body: { error } });

test('a 500 is repeated; each attempt is an api_request with its own id and number', async () => {
  await using harness = closing(await startHarness([status(500), status(503), say('there')]));
  const result = await harness.conversation.runTurn('hi');
  expect(result).toMatchObject({ outcome: 'completed', finalMessage: 'there' });
  const requests = harness.attributes('api_request');
  expect(
    requests.map((request) => [request.attempt, request['http.response.status_code'], request['error.message']]),
  ).toEqual([
    [0, 500, 'HTTP 500'],
    [1, 503, 'HTTP 503'],
    [2, 200, undefined],
  ]);
  expect(new Set(requests.map((request) => request['request.id'])).size).toBe(3);
  expect(eventProblems(harness.events)).toEqual([]);
});

test('a 500 that stays ends the turn after the allowed attempts', async () => {
  await using harness = closing(
    await startHarness(() => status(500, { message: 'on fire' }), { provider: { requestMaxRetries: 1 } }),
  );
  const result = await harness.conversation.runTurn('hi');
  expect(result).toMatchObject({
    outcome: 'failed',
    finalMessage: null,
    error: {
      code: 'response_too_many_failed_attempts',
      message: expect.stringMatching(/^gave up after 2 attempts: unexpected status 500 .*on fire/),
    },
  });
  expect(harness.model.requests).toHaveLength(2);
  expect(harness.attributes('turn_ended')).toEqual([
    { outcome: 'failed', duration_ms: expect.any(Number), 'error.message': 'HTTP 500' },
  ]);
});

test.each([
  [401, { code: 'invalid_api_key', message: 'Incorrect key sk-abc' }, 'unauthorized', /check SCRIPTED_API_KEY/],
  [429, { code: 'rate_limit_exceeded', message: 'slow down' }, 'usage_limit_exceeded', /wait, then run again/],
  [429, { code: 'insufficient_quota', message: 'no money' }, 'usage_limit_exceeded', /plan and billing/],
  [400, { code: 'context_length_exceeded', message: 'too long' }, 'context_window_exceeded', /start a new one/],
  [400, { type: 'invalid_request_error', message: 'bad thing' }, 'bad_request', /bad thing/],
  [404, { message: 'no such model' }, 'bad_request', /base_url .* model name "gpt-5.5"/],
] as const)(
  'status %d %j is final, says what to do, and telemetry hears no text of the server',
  async (code, error, expected, message) => {
    await using harness = closing(await startHarness([status(code, error), say('never')]));
    const result = await harness.conversation.runTurn('hi');
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { code: expected, message: expect.stringMatching(message) },
    });
    expect(harness.model.requests).toHaveLength(1);
    expect(JSON.stringify(harness.events)).not.toContain(error.message);
    expect(eventProblems(harness.events)).toEqual([]);
  },
);

test.each([
  ['cut', /^stream broke before response.completed/],
  ['end', /^stream closed before response.completed$/],
  ['hang', /^idle timeout waiting for SSE$/],
] as const)('a stream that is %s is replaced by a whole new request', async (kind, reason) => {
  const script: ScriptedReply[] = [{ kind, items: PARTIAL, afterEvents: 4 }, say('whole')];
  await using harness = closing(await startHarness(script, { provider: { streamIdleTimeoutMillis: 150 } }));
  const result = await harness.conversation.runTurn('hi');
  expect(result).toMatchObject({ outcome: 'completed', finalMessage: 'whole' });
  const failed = harness.attributes('sse_event').filter((event) => event['event.kind'] === 'stream.failed');
  expect(failed).toHaveLength(1);
  expect(failed[0]?.['error.message']).toMatch(reason);
  expect(failed[0]?.['request.id']).toBe(harness.attributes('api_request')[0]?.['request.id']);
  expect(failed[0]?.ttft_ms).toBeGreaterThan(0);
  expect(harness.attributes('turn_ttft')).toHaveLength(1);
  expect(harness.notices).toEqual([expect.stringMatching(/^Reconnecting\.\.\. 1\/5 \(/)]);
  expect(harness.model.requests[1]?.input).toEqual(harness.model.requests[0]?.input);
  expect(eventProblems(harness.events)).toEqual([]);
});

test('streams that keep breaking end the turn', async () => {
  await using harness = closing(
    await startHarness(() => ({ kind: 'end', items: PARTIAL, afterEvents: 3 }), { provider: { streamMaxRetries: 1 } }),
  );
  expect(await harness.conversation.runTurn('hi')).toMatchObject({
    outcome: 'failed',
    error: { code: 'response_stream_disconnected' },
  });
  expect(harness.model.requests).toHaveLength(2);
});

test('a server that accepts and says nothing is given up on', async () => {
  await using harness = closing(
    await startHarness(() => ({ kind: 'silence' }), {
      provider: { streamIdleTimeoutMillis: 80, requestMaxRetries: 1 },
    }),
  );
  const result = await harness.conversation.runTurn('hi');
  expect(result).toMatchObject({
    outcome: 'failed',
    error: { code: 'http_connection_failed', message: expect.stringContaining('timed out waiting') },
  });
  expect(harness.attributes('api_request').map((request) => request['error.message'])).toEqual(
    Array(2).fill('timed out waiting for an answer'),
  );
});

test('a refused connection is repeated, then reported with what to check', async () => {
  await using harness = closing(
    await startHarness([], { provider: { baseUrl: 'http://127.0.0.1:9/v1', requestMaxRetries: 1 } }),
  );
  const result = await harness.conversation.runTurn('hi');
  // Port 9 is on fetch's list of blocked ports: the request cannot be made at all and is not repeated.
  expect(result).toMatchObject({
    outcome: 'failed',
    error: { code: 'http_connection_failed', message: expect.stringContaining('Check base_url') },
  });
  const closed = await startHarness([]);
  await closed.model.close();
  await closed.conversation.runTurn('hi');
  const attempts = closed.attributes('api_request');
  expect(attempts).toHaveLength(5);
  expect(attempts[0]?.['error.message']).toBe('connection failed: ECONNREFUSED');
  expect(attempts[0]).not.toHaveProperty(['http.response.status_code']);
  await closed.close();
});

test('response.failed: some codes are final, a rate limit is waited for as asked', async () => {
  const failed = (code: string, message: string): ScriptedReply => ({ kind: 'failed', code, message });
  await using final = closing(await startHarness([failed('insufficient_quota', 'broke'), say('never')]));
  expect(await final.conversation.runTurn('hi')).toMatchObject({
    outcome: 'failed',
    error: { code: 'usage_limit_exceeded' },
  });
  await using waited = closing(
    await startHarness([failed('rate_limit_exceeded', 'Please try again in 20ms.'), say('back')]),
  );
  expect(await waited.conversation.runTurn('hi')).toMatchObject({ outcome: 'completed', finalMessage: 'back' });
  const reasons = waited.attributes('sse_event').map((event) => event['error.message']);
  expect(reasons).toContain('response.failed: rate_limit_exceeded');
});

test.each([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content_filter'],
] as const)(
  'a response that is incomplete (%s) keeps its usage and its text and fails the turn',
  async (incomplete, reason) => {
    await using harness = closing(
      await startHarness([{ kind: 'respond', items: [{ type: 'message', text: 'half' }], incomplete }]),
    );
    const result = await harness.conversation.runTurn('hi');
    expect(result).toMatchObject({ outcome: 'failed', finalMessage: 'half', error: { code: 'response_incomplete' } });
    const completed = harness.attributes('sse_event').filter((event) => event['event.kind'] === 'response.completed');
    expect(completed).toEqual([
      expect.objectContaining({ finish_reason: reason, output_token_count: expect.any(Number) }),
    ]);
  },
);

test('without the key no request is made and the variable is named', async () => {
  await using harness = closing(
    await startHarness([say('never')], { config: { modelProvider: withoutKey('SOME_KEY'), modelProviders: {} } }),
  );
  const result = await harness.conversation.runTurn('hi');
  expect(result).toMatchObject({
    outcome: 'failed',
    error: { code: 'missing_api_key', message: expect.stringContaining('Missing environment variable: SOME_KEY') },
  });
  expect(harness.attributes('api_request')).toEqual([]);
});

test('a page instead of an event stream is reported as such', async () => {
  await using harness = closing(await startHarness([{ kind: 'status', status: 200, body: { hello: 1 } }]));
  expect(await harness.conversation.runTurn('hi')).toMatchObject({
    outcome: 'failed',
    error: { code: 'invalid_response', message: expect.stringContaining('Responses API') },
  });
});

test('an abort while the model streams ends the turn as interrupted; the next turn works', async () => {
  const abort = new AbortController();
  const script: ScriptedReply[] = [{ kind: 'hang', items: PARTIAL, afterEvents: 5 }, say('again')];
  await using harness = closing(await startHarness(script));
  const turn = harness.conversation.runTurn('hi', { signal: abort.signal });
  while (!harness.events.some((event) => event.name === 'sse_event' && event.attributes.delta !== undefined))
    await new Promise(setImmediate);
  abort.abort();
  expect(await turn).toMatchObject({ outcome: 'interrupted', error: { code: 'interrupted' } });
  expect(harness.attributes('sse_event').at(-1)).toMatchObject({
    'event.kind': 'stream.failed',
    'error.message': 'interrupted',
  });
  expect(harness.attributes('turn_ended')).toEqual([expect.objectContaining({ outcome: 'interrupted' })]);
  expect(await harness.conversation.runTurn('once more')).toMatchObject({
    outcome: 'completed',
    finalMessage: 'again',
  });
});

test('malformed events are survived; a malformed item is not taken for an answer', async () => {
  await using harness = closing(
    await startHarness([
      call('no_such_tool', { a: 1 }),
      call('exec_command', { nonsense: true }, 'call_2'),
      say('sorry'),
    ]),
  );
  expect(await harness.conversation.runTurn('hi')).toMatchObject({ outcome: 'completed', finalMessage: 'sorry' });
  expect(harness.attributes('tool_result')).toEqual([
    expect.objectContaining({
      tool_name: 'no_such_tool',
      success: false,
      output: 'unsupported call: no_such_tool',
      'error.message': 'unsupported tool',
    }),
    expect.objectContaining({ success: false, 'error.message': 'invalid arguments' }),
  ]);
  expect(harness.model.requests[2]?.toolOutputs).toHaveLength(2);
});

function withoutKey(envKey: string) {
  return {
    id: 'keyless',
    name: 'Keyless',
    baseUrl: 'http://127.0.0.1:1/v1',
    envKey,
    wireApi: 'responses',
    queryParams: {},
    httpHeaders: {},
    requestMaxRetries: 0,
    streamMaxRetries: 0,
    streamIdleTimeoutMillis: 1000,
  } as const;
}
