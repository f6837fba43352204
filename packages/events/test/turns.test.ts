import { expect, test } from '@jest/globals';
import {
  createTurnTracker,
  foreignTurns,
  readClaudeCodeLogRecord,
  readCodexLogRecord,
  type ForeignEvent,
  type ForeignTurn,
} from '@codex-langfuse/events/readers';
import { validateEvent } from '@codex-langfuse/events/validate';
import {
  baseMicros,
  capturedRecords,
  claudeRecord,
  codexRecord,
  eventsIn,
  eventsOf,
  noResource,
  type Plain,
} from './records.ts';
import { createRandom, shuffled } from './random.ts';

const minuteMs = 60_000;

function codex(atMs: number, name: string, attributes: Readonly<Record<string, Plain>> = {}): ForeignEvent[] {
  return [...eventsOf(readCodexLogRecord(codexRecord(name, attributes, atMs), noResource))];
}

const start = {
  provider_name: 'Acme',
  reasoning_summary: 'auto',
  approval_policy: 'never',
  sandbox_policy: 'read-only',
};
const asked = (atMs: number) => codex(atMs, 'user_prompt', { prompt_length: '2', prompt: 'hi' });
const requested = (atMs: number, more: Readonly<Record<string, Plain>> = {}) =>
  codex(atMs, 'api_request', { duration_ms: '5', 'http.response.status_code': 200, attempt: 0, ...more });
const progressed = (atMs: number) => codex(atMs, 'sse_event', { 'event.kind': 'response.completed', duration_ms: '7' });
const counted = (atMs: number) =>
  codex(atMs, 'sse_event', { 'event.kind': 'response.completed', input_token_count: '3', output_token_count: '1' });

function turns(events: readonly ForeignEvent[], atMs = 0): readonly ForeignTurn[] {
  return foreignTurns(events, { nowUnixMicros: baseMicros + atMs * 1000 });
}

function namesIn({ events }: ForeignTurn): readonly string[] {
  return events.map(({ name }) => name);
}

test('a turn of Codex is named after its prompt and lasts to the next one', () => {
  const found = turns(
    [...codex(0, 'conversation_starts', start), ...asked(1), ...requested(2), ...asked(3000), ...requested(3001)],
    3002,
  );
  expect(found.map(({ turnId, state }) => [turnId, state])).toEqual([
    ['2026-11-23T15:11:35.583Z', 'closed'],
    ['2026-11-23T15:11:38.582Z', 'open'],
  ]);
  expect(found.map(namesIn)).toEqual([
    ['conversation_starts', 'user_prompt', 'api_request', 'turn_ended'],
    ['user_prompt', 'api_request'],
  ]);
  expect(found[0]?.conversationStarts).toBeUndefined();
  expect(found[1]?.conversationStarts).toEqual(found[0]?.events[0]);
});

test('a turn of Codex closes after ten idle minutes, and what still comes belongs to it', () => {
  const events = [...asked(0), ...requested(10)];
  expect(turns(events, 10 * minuteMs)[0]?.state).toBe('open');
  expect(turns(events, 10 * minuteMs + 10)[0]?.state).toBe('closed');
  const late = [...events, ...codex(15 * minuteMs, 'turn_ttft', { duration_ms: '1' })];
  expect(turns(late, 16 * minuteMs)).toMatchObject([{ state: 'open', turnId: '2026-11-23T15:11:35.582Z' }]);
  expect(turns(late, 16 * minuteMs).map(namesIn)).toEqual([['user_prompt', 'api_request', 'turn_ttft']]);
});

test('a tracker tells turns, and what neighbours say about an event', () => {
  const tracker = createTurnTracker();
  const place = (events: readonly ForeignEvent[]) => events.map((event) => tracker.place(event).event);
  expect(place(codex(0, 'conversation_starts', start))[0]).not.toHaveProperty('turnId');
  expect(tracker.turns(baseMicros)).toEqual([]);
  place(asked(1));
  expect(place(requested(2))[0]).toMatchObject({ attributes: { provider_name: 'Acme' } });
  expect(place(progressed(3))[0]).toMatchObject({ attributes: { 'request.id': `at-${baseMicros + 2000}` } });
  expect(tracker.turns(baseMicros + 3000)).toEqual([
    {
      conversationId: 'conversation-1',
      turnId: '2026-11-23T15:11:35.583Z',
      beganUnixMicros: baseMicros + 1000,
      lastUnixMicros: baseMicros + 3000,
      state: 'open',
    },
  ]);
});

test('the two ends of a stream become one, with usage and wait', () => {
  const [turn] = turns([...asked(0), ...requested(1), ...progressed(2), ...counted(3)]);
  expect(turn?.events.filter(({ name }) => name === 'sse_event').map(({ attributes }) => attributes)).toEqual([
    {
      'request.id': `at-${baseMicros + 1000}`,
      'event.kind': 'response.completed',
      duration_ms: 7,
      input_token_count: 3,
      output_token_count: 1,
    },
  ]);
  const [unpriced] = turns([...asked(0), ...requested(1), ...progressed(2)]);
  expect(unpriced && namesIn(unpriced)).toEqual(['user_prompt', 'api_request', 'sse_event']);
});

test('a process that takes a conversation up begins no turn and continues none', () => {
  const found = turns([...asked(0), ...requested(1), ...codex(60, 'conversation_starts', start), ...asked(70)], 71);
  expect(found.map(namesIn)).toEqual([
    ['user_prompt', 'api_request', 'turn_ended'],
    ['conversation_starts', 'user_prompt'],
  ]);
  expect(found.map(({ state }) => state)).toEqual(['closed', 'open']);
});

test('streams whose requests were not reported are one request each', () => {
  const streamed = (atMs: number) => codex(atMs, 'sse_event', { 'event.kind': 'response.created', duration_ms: '0' });
  const events = [...asked(0), ...streamed(1), ...streamed(2), ...counted(3), ...streamed(4), ...counted(5)];
  const [turn] = turns(events);
  const ids = turn?.events.flatMap((event) => (event.name === 'sse_event' ? [event.attributes['request.id']] : []));
  const [first, second] = [`at-${baseMicros + 1000}`, `at-${baseMicros + 4000}`];
  expect(ids).toEqual([first, first, first, second, second]);
});

test('usage over a WebSocket belongs to its request', () => {
  const socket = codex(1, 'websocket_request', { duration_ms: '5', success: 'true' });
  const [turn] = turns([...asked(0), ...socket, ...counted(3)]);
  expect(turn?.events.at(-1)?.attributes).toMatchObject({
    'request.id': `at-${baseMicros + 1000}`,
    input_token_count: 3,
  });
});

const result = {
  tool_name: 'exec_command',
  call_id: 'c',
  duration_ms: '1',
  success: 'true',
  arguments: '{}',
  output: '',
};

test.each<[string, readonly ForeignEvent[], object]>([
  ['completed', counted(3), { outcome: 'completed', duration_ms: 3 }],
  [
    'failed',
    requested(4, { 'http.response.status_code': 500, 'error.message': 'http 500' }),
    { outcome: 'failed', duration_ms: 4, 'error.message': 'http 500' },
  ],
  [
    'failed',
    codex(4, 'sse_event', { 'event.kind': 'response.completed', 'error.message': 'cut' }),
    { outcome: 'failed', duration_ms: 4, 'error.message': 'cut' },
  ],
  ['interrupted', requested(4), { outcome: 'interrupted', duration_ms: 4 }],
  ['interrupted', codex(4, 'tool_result', result), { outcome: 'interrupted', duration_ms: 4 }],
])('a closed turn ends as what came last says: %s', (_outcome, last, expected) => {
  const [turn] = turns([...asked(0), ...requested(1), ...counted(2), ...last], 11 * minuteMs);
  expect(turn?.events.at(-1)).toMatchObject({ name: 'turn_ended', attributes: expected });
  expect(turn?.events.at(-1)?.attributes).toEqual(expected);
});

test('a conversation in which nothing was asked has no turn', () => {
  expect(turns(codex(0, 'conversation_starts', start), 60 * minuteMs)).toMatchObject([
    { state: 'open', events: { length: 1 } },
  ]);
  expect(turns(codex(0, 'conversation_starts', start))[0]).not.toHaveProperty('turnId');
});

test('conversations that interleave keep apart', () => {
  const other = (atMs: number) =>
    codex(atMs, 'user_prompt', { 'conversation.id': 'conversation-2', prompt_length: '1' });
  const found = turns([...asked(0), ...other(1), ...requested(2), ...other(3)]);
  expect(found.map(({ conversationId, events }) => [conversationId, events.length])).toEqual([
    ['conversation-1', 2],
    ['conversation-2', 2],
    ['conversation-2', 1],
  ]);
});

test('turns of Claude Code have their own names and learn the model from each other’s events', () => {
  const claude = (atMs: number, name: string, attributes: Readonly<Record<string, Plain>>) =>
    eventsOf(readClaudeCodeLogRecord(claudeRecord(name, attributes, atMs), noResource));
  const events = [
    ...claude(0, 'user_prompt', { prompt_length: '1' }),
    ...claude(1, 'api_request', { model: 'claude', input_tokens: 1, output_tokens: 1, duration_ms: 1 }),
    ...claude(2, 'user_prompt', { prompt_length: '1', 'prompt.id': 'prompt-2' }),
  ];
  const found = turns(events);
  expect(found.map(({ turnId, state }) => [turnId, state])).toEqual([
    ['prompt-1', 'closed'],
    ['prompt-2', 'open'],
  ]);
  expect(found[1]?.events[0]?.context.common).toMatchObject({ model: 'claude', slug: 'claude' });
});

test('the captured turns: complete, valid as a journal, answers attached', () => {
  const capture = (name: string) => foreignTurns(eventsIn(capturedRecords(name)), { nowUnixMicros: 1.9e15 });
  const all = [...capture('codex-0.169.0'), ...capture('claude-code-2.1.330')];
  expect(all.map(({ turnId, events }) => [turnId, events.length])).toEqual([
    // 30 events, two of them merged, and the end.
    ['2026-11-23T15:11:35.582Z', 29],
    ['9de5f899-f7c0-46d5-96f4-2b88eabdb92b', 10],
  ]);
  const invalid = all.flatMap(({ events }) =>
    events.filter((event) => validateEvent(event, { unknown: 'reject' }).kind !== 'valid'),
  );
  expect(invalid).toEqual([]);
  // Claude Code's requests and their answers share a time; sequence numbers do not.
  const sequences = all.map(({ events }) => events.map(({ sequence }) => sequence));
  expect(sequences.map((numbers) => new Set(numbers).size)).toEqual([29, 10]);
  expect(sequences.map((numbers) => numbers.toSorted((left, right) => left - right))).toEqual(sequences);
  const [, claude] = all;
  const outputs =
    claude?.events.flatMap((event) => (event.name === 'sse_event' ? [event.items?.output ?? []] : [])) ?? [];
  const items = outputs.map((references) =>
    references.map((reference) => JSON.parse(claude?.content.get(reference) ?? 'null') as unknown),
  );
  expect(items).toEqual([
    [
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I will list the files.' }] },
      {
        type: 'function_call',
        name: 'Bash',
        call_id: 'toolu_1',
        arguments: '{"command":"ls","description":"List files"}',
      },
    ],
    [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'The files are listed. Done.' }] }],
  ]);
});

test('any order of arrival gives the same turns', () => {
  const random = createRandom(7);
  const read = () => [
    ...eventsIn(capturedRecords('codex-0.169.0')),
    ...eventsIn(capturedRecords('claude-code-2.1.330')),
  ];
  const inOrder = foreignTurns(read(), { nowUnixMicros: 1.9e15 }).toSorted(byTurn);
  for (let round = 0; round < 20; round += 1) {
    const records = shuffled(random, [...capturedRecords('codex-0.169.0'), ...capturedRecords('claude-code-2.1.330')]);
    expect(foreignTurns(eventsIn(records), { nowUnixMicros: 1.9e15 }).toSorted(byTurn)).toEqual(inOrder);
  }
});

function byTurn(left: ForeignTurn, right: ForeignTurn): number {
  return (left.turnId ?? '') < (right.turnId ?? '') ? -1 : 1;
}
