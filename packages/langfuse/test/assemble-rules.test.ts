import { describe, test, expect } from '@jest/globals';
import type { EventEnvelope, EventName } from '@codex-langfuse/events';
import type { AssembledTurn } from '@codex-langfuse/langfuse';
import { assemble, metadataOnly, observationOf, readTurn, spanOf, withAttributes } from './assemble-support.ts';

const recorded = readTurn('recipe');

test('a process that was asked nothing has one event, under an id of its own', () => {
  const [starts] = readTurn('resumed').events;
  const turn = assemble({ ...recorded, events: starts === undefined ? [] : [starts], writerGone: true });
  expect(turn).toMatchObject({ turnId: starts?.writer, state: 'closed' });
  expect(turn.spans.map(({ name }) => name)).toEqual(['conversation_starts']);
  expect(turn.metrics).toBeUndefined();
});

describe('the root', () => {
  const root = (events: readonly EventEnvelope[]) => spanOf(assemble(recorded, { events }), 'root');

  test('has the first of two prompts and the last of two answers', () => {
    const { attributes } = root([
      ...recorded.events,
      another('user_prompt', 3.5, { prompt: 'and be quick', prompt_length: 12 }),
      another('agent_response', 3.6, { response: 'I begin.', response_length: 8 }),
    ]);
    expect(attributes['langfuse.observation.input']).toBe('fix the failing test');
    expect(attributes['langfuse.observation.output']).toBe('Done.');
  });

  test('begins with the prompt, whatever came before it', () => {
    const early = { ...another('skill_invocation', 0.5, {}), timeUnixMicros: 1_795_447_600_000_000 };
    const span = root([early as EventEnvelope, ...recorded.events]);
    expect(span.startUnixMicros).toBe(recorded.events[0]?.timeUnixMicros);
    expect(span.sources).toContain(0.5);
  });

  test('says how long an answer is that is not captured', () => {
    const { attributes } = spanOf(assemble(recorded, { policy: metadataOnly }), 'root');
    expect(attributes['langfuse.observation.output']).toBe('[not captured: 5 bytes]');
  });

  test.each([
    [{ outcome: 'failed' }, 'ERROR', 'failed'],
    [{ outcome: 'interrupted' }, 'WARNING', 'interrupted'],
    [{ outcome: 'interrupted', 'error.message': 'by the user' }, 'WARNING', 'by the user'],
    [{ outcome: 'completed' }, 'DEFAULT', null],
  ])('of a turn with %j is %s', (attributes, level, statusMessage) => {
    expect(
      observationOf(root(recorded.events.map((event) => withAttributes(event, 'turn_ended', attributes)))),
    ).toMatchObject({
      level,
      statusMessage,
    });
  });

  test('has the beginning and the end of a long message', () => {
    const message = `begin ${'x'.repeat(10_000)} end`;
    const events = recorded.events.map((event) =>
      withAttributes(event, 'turn_ended', { outcome: 'failed', 'error.message': message }),
    );
    expect(root(events).status.message).toMatch(/^begin x+… \[\d+ bytes cut\] …x+ end$/);
    expect(Buffer.byteLength(root(events).status.message ?? '')).toBeLessThanOrEqual(4096);
  });

  test('is not ended by an event outside of the turn', () => {
    const { turnId: _turnId, ...end } = another('turn_ended', 3.5, { outcome: 'failed' });
    const turn = assemble(recorded, { events: [...recorded.events, end as EventEnvelope] });
    expect(spanOf(turn, 'root').attributes['langfuse.observation.metadata.outcome']).toBe('completed');
    expect(turn.spans.map(({ key }) => key)).toContain('request/r2');
  });
});

describe('a request', () => {
  const request = (attributes: Readonly<Record<string, unknown>>, stream: Readonly<Record<string, unknown>> = {}) =>
    observationOf(spanOf(assembleWith({ api_request: attributes, sse_event: stream }), 'request/r1'));

  test.each([
    [{ 'http.response.status_code': 404 }, 'HTTP status 404'],
    [{ 'http.response.status_code': undefined }, 'no answer'],
    [{ 'http.response.status_code': undefined, 'error.message': 'connection reset' }, 'connection reset'],
    [{ 'http.response.status_code': 200, 'error.message': 'unreadable' }, 'unreadable'],
  ])('with %j is an ERROR: %s', (attributes, statusMessage) => {
    expect(request(attributes)).toMatchObject({ level: 'ERROR', statusMessage });
  });

  test('that a person interrupts, before or while it is answered, is a WARNING', () => {
    const before = { 'http.response.status_code': undefined, 'error.message': 'interrupted' };
    const during = { 'event.kind': 'stream.failed', 'error.message': 'interrupted' };
    for (const [attributes, stream] of [
      [before, {}],
      [{}, during],
    ] as const) {
      expect(request(attributes, stream)).toMatchObject({ level: 'WARNING', statusMessage: 'interrupted' });
    }
    const { logRecords, metrics } = assembleWith({ sse_event: during });
    expect(logRecords.filter(({ severityText }) => severityText === 'WARN')).toHaveLength(2);
    const durations = metrics?.metrics.find(({ unit }) => unit === 's')?.points ?? [];
    expect(durations.map(({ attributes }) => attributes['error.type'])).toEqual(['interrupted', 'interrupted']);
  });

  test('whose stream failed without a word is an ERROR', () => {
    expect(request({}, { 'event.kind': 'stream.failed' })).toMatchObject({
      level: 'ERROR',
      statusMessage: 'stream failed',
    });
  });

  test('that failed is final at once, and ended when it failed', () => {
    const [prompt, attempt] = readTurn('retried-request').events;
    const events = [prompt, attempt].flatMap((event) => event ?? []);
    const span = spanOf(assemble({ ...recorded, events, writerGone: false }), 'request/r1');
    expect(span).toMatchObject({ final: true, endUnixMicros: attempt?.timeUnixMicros });
  });

  test('whose end was recorded before it is one with it, and its first end counts', () => {
    const ends = [3, 3.1].map((sequence) => ({ ...recorded.events[2], sequence: sequence - 2 + 0.5 }) as EventEnvelope);
    const later = ends.map((event, index) => withAttributes(event, 'sse_event', { output_token_count: 60 + index }));
    const turn = assemble(recorded, {
      events: [...recorded.events.filter(({ sequence }) => sequence !== 3), ...later],
    });
    expect(spanOf(turn, 'request/r1')).toMatchObject({ sources: [1.5, 1.6, 2] });
    expect(spanOf(turn, 'request/r1').attributes['gen_ai.usage.output_tokens']).toBe(60);
    expect(turn.spans.filter(({ key }) => key.startsWith('request/r1'))).toHaveLength(1);
  });

  test('that failed after its stream was said to have ended ended when it failed', () => {
    const end = { ...recorded.events[2], sequence: 1.5, timeUnixMicros: 1_795_447_617_000_001 } as EventEnvelope;
    const events = recorded.events
      .filter(({ sequence }) => sequence !== 3)
      .map((event) => withAttributes(event, 'api_request', { 'http.response.status_code': 500 }));
    const span = spanOf(assemble(recorded, { events: [...events, end] }), 'request/r1');
    expect(span.endUnixMicros).toBe(recorded.events[1]?.timeUnixMicros);
  });

  test('that was not seen is named after the model in effect when its stream ended', () => {
    const events = recorded.events
      .filter(({ name }) => name !== 'api_request')
      .map((event) =>
        event.name === 'sse_event'
          ? ({
              ...event,
              context: { ...event.context, common: { ...event.context.common, model: 'gpt-5' } },
            } as EventEnvelope)
          : event,
      );
    expect(spanOf(assemble(recorded, { events }), 'request/r1').name).toBe('chat gpt-5');
  });
});

describe('a tool', () => {
  const tool = (result: Readonly<Record<string, unknown>>, decision: Readonly<Record<string, unknown>> = {}) =>
    observationOf(spanOf(assembleWith({ tool_result: result, tool_decision: decision }), 'tool/call_1'));

  test.each([
    [{ exit_code: 0, success: true }, {}, 'DEFAULT', null],
    [{ exit_code: 2, success: true }, {}, 'ERROR', 'exit code 2'],
    [{ exit_code: undefined, success: false }, {}, 'ERROR', 'failed'],
    [{ exit_code: 1, 'error.message': 'timed out' }, {}, 'ERROR', 'timed out'],
    [{ exit_code: undefined, 'error.message': 'denied' }, {}, 'WARNING', 'denied'],
    [{ exit_code: undefined, 'error.message': 'interrupted' }, {}, 'WARNING', 'interrupted'],
    [{ exit_code: undefined }, { decision: 'denied' }, 'WARNING', 'denied'],
    [{ exit_code: undefined }, { decision: 'denied_with_network_policy_deny' }, 'WARNING', 'denied'],
    [{ exit_code: undefined }, { decision: 'timed_out' }, 'WARNING', 'approval timed out'],
    [{ exit_code: undefined }, { decision: 'abort' }, 'WARNING', 'aborted'],
    [{ exit_code: 0, success: true }, { decision: 'denied' }, 'DEFAULT', null],
  ])('with %j after %j is %s: %s', (result, decision, level, statusMessage) => {
    expect(tool(result, decision)).toMatchObject({ level, statusMessage });
  });

  test('without a decision began so long before its result as it ran', () => {
    const events = recorded.events.filter(({ name }) => name !== 'tool_decision');
    const { startUnixMicros, endUnixMicros } = spanOf(assemble(recorded, { events }), 'tool/call_1');
    expect(endUnixMicros - startUnixMicros).toBe(690_000);
  });

  test('that was decided about twice has the last decision', () => {
    const [decision] = recorded.events.filter(({ name }) => name === 'tool_decision');
    const second = { ...decision, sequence: 4.5, attributes: { ...decision?.attributes, decision: 'denied' } };
    const turn = assemble(recorded, { events: [...recorded.events, second as EventEnvelope] });
    expect(spanOf(turn, 'tool/call_1').attributes['langfuse.observation.metadata.decision']).toBe('denied');
  });

  test('without a result is named by its decision', () => {
    const events = recorded.events.filter(({ name }) => name !== 'tool_result');
    const turn = assemble(recorded, { events, writerGone: true });
    expect(spanOf(turn, 'tool/call_1').name).toBe('execute_tool shell');
  });
});

/** One more event of a name, like the turn's own. */
function another(name: EventName, sequence: number, attributes: Readonly<Record<string, unknown>>): EventEnvelope {
  const [first] = recorded.events;
  return { ...first, name, sequence, attributes } as EventEnvelope;
}

/** The recipe with other attributes on the events of some names. */
function assembleWith(changes: Readonly<Partial<Record<EventName, Readonly<Record<string, unknown>>>>>): AssembledTurn {
  const names = Object.keys(changes) as EventName[];
  return assemble(recorded, {
    events: recorded.events.map((event) =>
      names.reduce((changed, name) => withAttributes(changed, name, changes[name] ?? {}), event),
    ),
  });
}
