import { test, expect } from '@jest/globals';
import { toObservationV2, toObservationView, toTrace, type Observation } from '@codex-langfuse/langfuse';
import { mapAttributes, mapCase, readCases } from './map-support.ts';

const projectId = 'local project';

test('the recipe turn reads back as one trace', () => {
  const observations = mapCase(readCases('recipe-turn.json')[0]!);
  const trace = toTrace(observations, { projectId });
  const root = observations[0]!;
  expect(trace).toMatchObject({
    id: root.traceId,
    timestamp: root.startTime,
    name: 'codex turn',
    input: 'fix the failing test',
    output: 'Done.',
    sessionId: root.sessionId,
    userId: 'dev@example.com',
    tags: ['codex-cli'],
    environment: 'production',
    release: '0.1.0',
    latency: 3,
    htmlPath: `/project/local%20project/traces/${root.traceId}`,
    scores: [],
  });
  const sum = observations.reduce((total, { costDetails }) => total + (costDetails['total'] ?? 0), 0);
  expect(sum).toBeGreaterThan(0);
  expect(trace?.totalCost).toBeCloseTo(sum, 12);
  expect(trace?.observations).toHaveLength(6);
});

test('no observations are no trace', () => {
  expect(toTrace([], { projectId })).toBeNull();
});

test('what stands on every span is taken from the last one taken in that has it', () => {
  const observations = [
    span({ spanId: '02', start: 2 }, { 'session.id': 'first', 'langfuse.trace.tags': ['a'] }),
    span({ spanId: '01', start: 1, parent: '' }, { 'session.id': 'second', 'langfuse.trace.public': true }),
    span({ spanId: '03', start: 3 }, { 'langfuse.release': 'r' }),
  ];
  expect(toTrace(observations, { projectId })).toMatchObject({
    sessionId: 'second',
    tags: ['a'],
    release: 'r',
    public: true,
    name: 'span 01',
  });
  expect(toTrace(observations, { projectId })?.observations.map(({ id }) => id)).toEqual(['01', '02', '03']);
});

test('without the true root, the span that its sender marked speaks for the trace', () => {
  const observations = [
    span({ spanId: '01', start: 1 }, { 'input.value': 'child' }),
    span({ spanId: '02', start: 2 }, { 'input.value': 'top', 'langfuse.internal.is_app_root': true }),
  ];
  expect(toTrace(observations, { projectId })).toMatchObject({ input: 'top', name: 'span 02' });
  expect(toTrace(observations.slice(0, 1), { projectId })).toMatchObject({ input: null, name: null });
});

test('an observation in the shape of the first API', () => {
  const view = toObservationView(
    mapAttributes({
      'gen_ai.response.model': 'gpt-5',
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.usage.cache_read.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 60,
      'langfuse.observation.completion_start_time': '2026-11-23T15:38:41.281Z',
      'langfuse.observation.input': '{"messages":[]}',
      'langfuse.observation.output': '42',
    }),
  );
  expect(view).toMatchObject({
    type: 'GENERATION',
    model: 'gpt-5',
    input: { messages: [] },
    output: '42',
    usage: { input: 1200, output: 60, total: 1260, unit: 'TOKENS' },
    latency: 3.161,
    timeToFirstToken: 1,
  });
  expect(view.calculatedInputCost).toBeCloseTo(0.00025 + 0.000125, 12);
  expect(view.totalCost).toBeCloseTo(0.000975, 12);
  expect(view.calculatedTotalCost).toBe(view.totalCost);
});

test('an observation in the shape of the second API holds the groups that were asked for', () => {
  const observation = mapAttributes({ long: 'x'.repeat(300), kept: 'y'.repeat(300), 'input.value': '{"a":1}' });
  const core = ['id', 'traceId', 'startTime', 'endTime', 'projectId', 'parentObservationId', 'type'];
  expect(Object.keys(toObservationV2(observation, { projectId, fields: ['core'] }))).toEqual(core);
  expect(toObservationV2(observation, { projectId })).toMatchObject({ name: 'step', isRootObservation: true });

  const whole = toObservationV2(observation, {
    projectId,
    fields: ['basic', 'time', 'io', 'metadata', 'model', 'usage', 'prompt', 'metrics', 'trace_context'],
    expandMetadata: ['attributes.kept'],
  });
  expect(whole).toMatchObject({
    input: '{"a":1}',
    output: null,
    totalCost: 0,
    latency: 3.161,
    tags: [],
    promptId: null,
  });
  expect(whole.metadata?.['attributes.long']).toHaveLength(200);
  expect(whole.metadata?.['attributes.kept']).toHaveLength(300);
});

function span(
  place: { spanId: string; start: number; parent?: string },
  attributes: Parameters<typeof mapAttributes>[0],
): Observation {
  return mapAttributes(attributes, {
    span: {
      spanId: place.spanId,
      parentSpanId: place.parent ?? 'ff',
      name: `span ${place.spanId}`,
      startTimeUnixNano: `${place.start}000000000`,
      endTimeUnixNano: `${place.start + 1}000000000`,
    },
  });
}
