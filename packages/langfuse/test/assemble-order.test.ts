import { describe, test, expect } from '@jest/globals';
import type { EventEnvelope } from '@codex-langfuse/events';
import {
  assemble,
  createRandom,
  readTurn,
  shuffled,
  spansByKey,
  turnNames,
  type RecordedTurn,
} from './assemble-support.ts';

describe.each(turnNames)('%s', (name) => {
  const turn = readTurn(name);
  const whole = assemble(turn);
  const text = JSON.stringify(whole);

  test('any order of arrival gives the same bytes', () => {
    const random = createRandom(1);
    for (let round = 0; round < 50; round += 1) {
      expect(JSON.stringify(assemble(turn, { events: shuffled(turn.events, random) }))).toBe(text);
    }
  });

  test('what is asked for alone is what it is among the rest, and nothing else is made', () => {
    const only = (signal: 'traces' | 'logs' | 'metrics') => assemble(turn, { signals: new Set([signal]) });
    const { spans, logRecords, metrics, ...rest } = whole;
    expect(only('traces')).toEqual({ ...rest, spans, logRecords: [] });
    expect(only('logs')).toEqual({ ...rest, spans: [], logRecords });
    expect(only('metrics')).toEqual({ ...rest, spans: [], logRecords: [], ...(metrics && { metrics }) });
  });

  test('events that arrive twice count once', () => {
    expect(JSON.stringify(assemble(turn, { events: [...turn.events, ...turn.events] }))).toBe(text);
  });

  test('a span that is final early is the same in the end', () => {
    const complete = spansByKey(assemble(turn, { writerGone: true }));
    for (const events of prefixes(turn)) {
      for (const span of assemble(turn, { events, writerGone: false }).spans.filter(({ final }) => final)) {
        expect(JSON.stringify(span)).toBe(JSON.stringify(complete.get(span.key)));
      }
    }
  });

  test('metric points that were sent are the same in the end', () => {
    const sent = prefixes(turn)
      .map((events) => assemble(turn, { events, writerGone: false }).metrics)
      .filter((metrics) => metrics !== undefined);
    expect(sent.map((metrics) => JSON.stringify(metrics))).toEqual(sent.map(() => JSON.stringify(whole.metrics)));
  });

  test('a log record is the same from its event on', () => {
    for (const events of prefixes(turn)) {
      const { logRecords } = assemble(turn, { events, writerGone: false });
      expect(JSON.stringify(logRecords)).toBe(JSON.stringify(whole.logRecords.slice(0, events.length)));
    }
  });

  test('any subset of the events stands in spans, log records and a tree', () => {
    const random = createRandom(2);
    for (let round = 0; round < 50; round += 1) {
      const events = turn.events.filter(() => random() < 0.6);
      if (events.length === 0) continue;
      const sequences = events.map(({ sequence }) => sequence);
      for (const writerGone of [false, true]) {
        const { spans, logRecords } = assemble(turn, { events, writerGone });
        expect([...new Set(spans.flatMap(({ sources }) => sources))].toSorted((left, right) => left - right)).toEqual(
          sequences,
        );
        const isKnown = writerGone || events.some(({ turnId }) => turnId !== undefined);
        expect(logRecords.map(({ sources }) => sources[0])).toEqual(isKnown ? sequences : []);
        const ids = new Set(spans.map(({ spanId }) => spanId));
        expect(ids.size).toBe(spans.length);
        expect(logRecords.filter(({ spanId }) => !ids.has(spanId))).toEqual([]);
        expect(spans.slice(1).filter(({ parentSpanId }) => !ids.has(parentSpanId ?? ''))).toEqual([]);
        expect(writerGone ? spans.filter(({ final }) => !final) : []).toEqual([]);
      }
    }
  });

  test('events recorded in an order that makes no sense are neither lost nor sent twice in different shape', () => {
    const random = createRandom(3);
    for (let round = 0; round < 100; round += 1) {
      const events = shuffled(turn.events, random).map((event, index): EventEnvelope => ({
        ...event,
        sequence: index + 1,
      }));
      const odd = { ...turn, events, writerGone: true };
      const complete = spansByKey(assemble(odd));
      expect(new Set([...complete.values()].flatMap(({ sources }) => sources)).size).toBe(events.length);
      for (const known of prefixes(odd)) {
        for (const span of assemble(odd, { events: known, writerGone: false }).spans.filter(({ final }) => final)) {
          expect(JSON.stringify(span)).toBe(JSON.stringify(complete.get(span.key)));
        }
      }
    }
  });

  test('children lie within their parents', () => {
    if (name === 'late-events') return;
    const byId = new Map(whole.spans.map((span) => [span.spanId, span]));
    for (const span of whole.spans) {
      const parent = byId.get(span.parentSpanId ?? '');
      expect(span.endUnixMicros).toBeGreaterThanOrEqual(span.startUnixMicros);
      if (parent === undefined) continue;
      expect(span.startUnixMicros).toBeGreaterThanOrEqual(parent.startUnixMicros);
      expect(span.endUnixMicros).toBeLessThanOrEqual(parent.endUnixMicros);
    }
  });
});

test('spans go out while their turn is open', () => {
  const turn = readTurn('recipe');
  const finalKeys = prefixes(turn).map((events) =>
    assemble(turn, { events, writerGone: false })
      .spans.filter(({ final }) => final)
      .map(({ key }) => key),
  );
  expect(finalKeys.map((keys) => keys.at(-1))).toEqual([
    'user_prompt/1',
    'user_prompt/1',
    'request/r1',
    'decision/4',
    'decision/4',
    'decision/4',
    'request/r2',
    'request/r2',
  ]);
  expect(finalKeys[4]).toContain('tool/call_1');
  expect(finalKeys[3]).not.toContain('tool/call_1');
  expect(finalKeys.flat()).not.toContain('root');
});

test('a request that begins when its turn is over keeps the turn open until it has its end, too', () => {
  const turn = readTurn('late-events');
  const states = turn.events.map(({ name }, index) => {
    const { state } = assemble(turn, { events: turn.events.slice(0, index + 1), writerGone: false });
    return [name, state];
  });
  expect(states.slice(-5)).toEqual([
    ['turn_ended', 'closed'],
    ['tool_result', 'closed'],
    ['sse_event', 'closed'],
    ['api_request', 'open'],
    ['sse_event', 'closed'],
  ]);
});

test('what is recorded before the first turn does not go out under the ids of no turn', () => {
  const turn = readTurn('recipe');
  const events = turn.events.map(({ turnId, ...event }, index) =>
    index < 5 ? event : { ...event, turnId },
  ) as EventEnvelope[];
  const before = assemble(turn, { events: events.slice(0, 5), writerGone: false });
  expect(before.spans.filter(({ final }) => final)).toEqual([]);
  expect(before).toMatchObject({ state: 'open', logRecords: [] });
  const keys = assemble(turn, { events }).spans.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(before.spans.map(({ key }) => key)));
});

/** What had been recorded at each moment of the turn. */
function prefixes({ events }: RecordedTurn): (readonly EventEnvelope[])[] {
  return events
    .map((_, index) => events.slice(0, index))
    .filter((recorded) => recorded.some(({ turnId }) => turnId !== undefined));
}
