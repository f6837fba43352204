import { createHash } from 'node:crypto';
import { test, expect } from '@jest/globals';
import type { EventEnvelope } from '@codex-langfuse/events';
import { assembleTurn, spanIdentity } from '@codex-langfuse/langfuse';
import { assemble, observationOf, policy, readTurn, spanOf } from './assemble-support.ts';

test('ids are the hashes of names', () => {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(spanIdentity({ conversationId: 'c', turnId: 't' }, 'tool/call_1')).toEqual({
    traceId: hash('c/t').slice(0, 32),
    spanId: hash('c/t/tool/call_1').slice(0, 16),
  });
});

test('a remote parent gives trace and parent, and marks the root as its own', () => {
  const turn = assemble(readTurn('traceparent'));
  const root = spanOf(turn, 'root');
  expect(root).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' });
  expect(observationOf(root).isAppRoot).toBe(true);
  expect(turn.spans.filter(({ traceId }) => traceId !== root.traceId)).toEqual([]);
  expect(turn.spans.filter((span) => observationOf(span).isAppRoot)).toEqual([root]);
});

test('a sub-agent names the span that started it', () => {
  const root = spanOf(assemble(readTurn('sub-agent')), 'root');
  const started = spanIdentity(
    { conversationId: '01a208f6-6647-78d1-ab1b-130cbf3c5acf', turnId: '01a208f6-7000-7000-8000-000000000001' },
    'tool/call_9',
  );
  expect(root.traceId).not.toBe(started.traceId);
  expect(root.attributes).toMatchObject({
    'session.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
    'gen_ai.conversation.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
    'langfuse.observation.metadata.conversation.id': '01a208f6-8000-7000-8000-0000000000aa',
    'langfuse.observation.metadata.parent.trace_id': started.traceId,
    'langfuse.observation.metadata.parent.span_id': started.spanId,
  });
});

test('a sub-agent in a process with a remote parent names the span where it is: in the remote trace', () => {
  const recorded = readTurn('sub-agent');
  const remoteParent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  const events = recorded.events.map(
    (event) => ({ ...event, context: { ...event.context, remoteParent } }) as EventEnvelope,
  );
  const root = spanOf(assemble(recorded, { events }), 'root');
  expect(root.traceId).toBe(remoteParent.traceId);
  expect(root.attributes['langfuse.observation.metadata.parent.trace_id']).toBe(remoteParent.traceId);
});

test('a sub-agent of a sub-agent is in the session of the conversation at the top', () => {
  const recorded = readTurn('sub-agent');
  const events = recorded.events.map(({ context, ...event }) => {
    const parentConversation = { ...context.parentConversation, rootConversationId: 'the-top' };
    return { ...event, context: { ...context, parentConversation } } as EventEnvelope;
  });
  for (const { attributes } of assemble(recorded, { events }).spans) {
    expect(attributes).toMatchObject({ 'session.id': 'the-top', 'gen_ai.conversation.id': 'the-top' });
  }
});

test('who configures no tags and is not known has neither tags nor a user', () => {
  const recorded = readTurn('recipe');
  const events = recorded.events.map(({ context: { userId: _userId, ...context }, ...event }) => {
    return { ...event, context: { ...context, tags: [] } } as unknown as EventEnvelope;
  });
  for (const { attributes } of assemble(recorded, { events }).spans) {
    expect(attributes).not.toHaveProperty(['langfuse.trace.tags']);
    expect(attributes).not.toHaveProperty(['user.id']);
  }
});

test('a call id that a provider uses again is another call', () => {
  const recorded = readTurn('recipe');
  const again = recorded.events
    .filter(({ name }) => name === 'tool_decision' || name === 'tool_result')
    .map((event, index) => ({ ...event, sequence: 7.1 + index / 10 }) as EventEnvelope);
  const turn = assemble(recorded, { events: [...recorded.events, ...again] });
  expect(turn.spans.map(({ key }) => key).filter((key) => key.startsWith('tool/'))).toEqual([
    'tool/call_1',
    'tool/call_1#2',
  ]);
});

test('a call named like the second use of another has a span of its own', () => {
  const recorded = readTurn('recipe');
  const calls = recorded.events.filter(({ name }) => name === 'tool_decision' || name === 'tool_result');
  const named = ['call_1#2', 'call_1'].flatMap((call_id, round) =>
    calls.map(
      (event, index) =>
        ({
          ...event,
          sequence: 7.1 + round / 2 + index / 10,
          attributes: { ...event.attributes, call_id },
        }) as EventEnvelope,
    ),
  );
  const keys = assemble(recorded, { events: [...recorded.events, ...named] }).spans.map(({ key }) => key);
  expect(keys.filter((key) => key.startsWith('tool/'))).toEqual(['tool/call_1', 'tool/call_1#2', 'tool/call_1#3']);
});

test('settings of the process describe its later turns without being counted again', () => {
  const [starts] = readTurn('resumed').events;
  if (starts?.name !== 'conversation_starts') throw new Error('the fixture begins with conversation_starts');
  const root = spanOf(assemble(readTurn('recipe'), { conversationStarts: starts }), 'root');
  expect(root.attributes['langfuse.observation.metadata.sandbox_policy']).toBe('workspace-write');
  expect(root.sources).toEqual([1, 8, 9]);
});

test('settings of another conversation of the process do not describe the turn', () => {
  const recorded = readTurn('resumed');
  const [starts] = recorded.events;
  const other = {
    ...starts,
    sequence: 10.5,
    conversationId: 'another',
    attributes: { ...starts?.attributes, sandbox_policy: 'danger-full-access' },
  } as EventEnvelope;
  const turn = assemble(recorded, { events: [...recorded.events, other] });
  expect(spanOf(turn, 'root').attributes['langfuse.observation.metadata.sandbox_policy']).toBe('workspace-write');
  expect(turn.spans.flatMap(({ sources }) => sources)).toContain(10.5);
});

test('an attempt that was turned away has no usage that Langfuse could make up', () => {
  const turn = assemble(readTurn('retried-request'));
  expect(observationOf(spanOf(turn, 'request/r1')).usageDetails).toEqual({ input: 0, output: 0, total: 0 });
});

test('configured attributes stand on every span but replace none of ours', () => {
  const recorded = readTurn('recipe');
  const spanAttributes = { team: 'a', 'session.id': 'other' };
  const events = recorded.events.map(
    (event) => ({ ...event, context: { ...event.context, spanAttributes } }) as EventEnvelope,
  );
  for (const { attributes } of assemble(recorded, { events }).spans) {
    expect(attributes).toMatchObject({ team: 'a', 'session.id': recorded.events[0]?.conversationId });
  }
});

test('a configured attribute stands where we have nothing of that name', () => {
  const recorded = readTurn('recipe');
  const events = recorded.events.map((event) => {
    const { release: _release, userId: _userId, ...context } = event.context;
    const spanAttributes = { 'langfuse.release': 'nightly', 'user.id': 'team-a' };
    return { ...event, context: { ...context, spanAttributes } } as EventEnvelope;
  });
  for (const span of assemble(recorded, { events }).spans) {
    expect(observationOf(span)).toMatchObject({ release: 'nightly', userId: 'team-a', version: '0.1.0' });
  }
});

test('nothing cannot be assembled', () => {
  expect(() => assembleTurn({ events: [], content: () => undefined, policy: policy(), writerGone: true })).toThrow(
    TypeError,
  );
});
