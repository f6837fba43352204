import { expect, test } from '@jest/globals';
import { readCodexLogRecord, type ReadResult } from '@codex-langfuse/events/readers';
import { baseMicros, codexRecord, eventsOf, keyValues, noResource, type Plain } from './records.ts';

type Attributes = Readonly<Record<string, Plain>>;

function read(name: string, attributes: Attributes): ReadResult {
  return readCodexLogRecord(codexRecord(name, attributes), noResource);
}

const call = { tool_name: 'exec_command', call_id: 'call_1' };
const result = {
  ...call,
  duration_ms: '12',
  success: 'true',
  arguments: '{"cmd":"ls"}',
  mcp_server: '',
  mcp_server_origin: '',
};

test.each<[string, string, Attributes, object]>([
  [
    'a stream that broke',
    'sse_event',
    { 'event.kind': 'response.completed', 'error.message': 'closed' },
    { 'event.kind': 'response.completed' },
  ],
  ['a success that was none', 'tool_result', { ...result, output: 'Exit code: 1\nOutput:\n' }, { success: true }],
  [
    'text for a number',
    'sse_event',
    { 'event.kind': 'response.created', duration_ms: 'soon' },
    { duration_ms: 'soon' },
  ],
  ['blank text for a number', 'sse_event', { 'event.kind': 'response.created', ttft_ms: ' ' }, { ttft_ms: ' ' }],
  [
    'a value that newer versions may have',
    'conversation_starts',
    {
      provider_name: 'x',
      reasoning_summary: 'auto',
      approval_policy: 'never',
      sandbox_policy: 'read-only',
      reasoning_effort: 'ultra',
    },
    { reasoning_effort: 'ultra' },
  ],
  ['a new attribute', 'turn_ttft', { duration_ms: '1', colour: 'red' }, { colour: 'red' }],
  ['a list', 'turn_ttft', { duration_ms: '1', colours: ['red', 'blue'] }, { colours: ['red', 'blue'] }],
])('keeps what it does not take over: %s', (_what, name, given, expected) => {
  expect(read(name, given).kind).toBe('event');
  expect(read(name, given).unread).toEqual(expected);
});

test.each<[string, string, Attributes, object]>([
  ['an event of the future', 'tea_break', { colour: 'red' }, { reason: 'unknown_event', name: 'tea_break' }],
  [
    'an event of the past',
    'sandbox_assessment',
    { call_id: 'c' },
    { reason: 'no_counterpart', name: 'sandbox_assessment' },
  ],
  [
    'the list of models',
    'api_request',
    { 'conversation.id': '', endpoint: '/models', success: true },
    { reason: 'no_conversation' },
  ],
  [
    'a decision that nobody knows',
    'tool_decision',
    { ...call, decision: 'perhaps', source: 'User' },
    { reason: 'incomplete', missing: ['tool_decision.decision'] },
  ],
  [
    'a result without success',
    'tool_result',
    { ...call, duration_ms: '1' },
    { reason: 'incomplete', missing: ['tool_result.success'] },
  ],
  ['a method of objects', 'constructor', {}, { reason: 'unknown_event', name: 'constructor' }],
])('keeps what gives no event: %s', (_what, name, given, expected) => {
  expect(read(name, given)).toMatchObject({ kind: 'unknown', dialect: 'codex', ...expected });
  expect(read(name, given).unread).toMatchObject({
    'event.name': `codex.${name}`,
    'event.timestamp': '2026-11-23T15:11:35.582Z',
  });
});

test.each([
  ['observed time', {}, baseMicros],
  ['its own time first', { timeUnixNano: '1795446695000001999' }, 1_795_446_695_000_001],
  ['times as numbers', { timeUnixNano: 0, observedTimeUnixNano: 1.795446695e18 }, 1_795_446_695_000_000],
  ['the timestamp last', { observedTimeUnixNano: '0' }, baseMicros],
  ['nonsense as absent', { timeUnixNano: 'soon', observedTimeUnixNano: '99999999999999999999' }, baseMicros],
])('takes %s', (_what, times, expected) => {
  const record = { ...codexRecord('turn_ttft', { duration_ms: '1' }), ...times };
  expect(eventsOf(readCodexLogRecord(record, noResource))[0]?.event.timeUnixMicros).toBe(expected);
});

test('an event without any time is kept', () => {
  const attributes = keyValues({ 'event.name': 'codex.turn_ttft', 'conversation.id': 'c', duration_ms: '1' });
  expect(readCodexLogRecord({ attributes }, noResource)).toMatchObject({ kind: 'unknown', reason: 'no_time' });
});

test('an answer that is not streamed is complete when it comes', () => {
  const given = { duration_ms: '3', endpoint: '/responses/compact', 'http.response.status_code': 200 };
  expect(eventsOf(read('api_request', given)).map(({ event }) => [event.name, event.attributes])).toMatchObject([
    ['api_request', { 'request.id': `at-${baseMicros}`, purpose: 'compaction' }],
    ['sse_event', { 'request.id': `at-${baseMicros}`, 'event.kind': 'response.completed' }],
  ]);
  expect(eventsOf(read('api_request', { ...given, 'http.response.status_code': 500 }))).toHaveLength(1);
});

test('of a repeated key the last value counts and the others are kept', () => {
  const record = codexRecord('turn_ttft', { duration_ms: '1' });
  const attributes = [
    ...(record.attributes ?? []),
    ...keyValues({ duration_ms: '2' }),
    ...keyValues({ duration_ms: '3' }),
  ];
  const last = readCodexLogRecord({ ...record, attributes }, noResource);
  expect(eventsOf(last)[0]?.event.attributes).toEqual({ duration_ms: 3 });
  expect(last.unread).toEqual({ 'duration_ms#2': '1', 'duration_ms#3': '2' });
});

test('who it was: account, else e-mail; older spellings of how', () => {
  const context = (attributes: Attributes) =>
    eventsOf(readCodexLogRecord(codexRecord('turn_ttft', { duration_ms: '1', ...attributes }), noResource))[0]?.context;
  expect(context({ 'user.account_id': 'a', 'user.email': 'e@example.com', auth_mode: 'ChatGPT' })).toMatchObject({
    userId: 'a',
    common: { 'user.account_id': 'a', 'user.email': 'e@example.com', auth_mode: 'Chatgpt' },
  });
  expect(context({ 'user.email': 'e@example.com', auth_mode: 'api_key' })).toMatchObject({
    userId: 'e@example.com',
    common: { auth_mode: 'ApiKey' },
  });
  expect(context({})).not.toHaveProperty('userId');
});
