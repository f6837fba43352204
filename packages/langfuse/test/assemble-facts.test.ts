import { test, expect } from '@jest/globals';
import type { EventName } from '@codex-langfuse/events';
import type { AssembledTurn } from '@codex-langfuse/langfuse';
import { assemble, observationOf, readTurn, spanOf, withAttributes } from './assemble-support.ts';

const recorded = readTurn('recipe');

test('a clock that is set back leaves the tools within the turn, and decisions within the tools', () => {
  const turn = assembleWith('turn_ended', {}, -3_600_000_000);
  const { startUnixMicros, endUnixMicros } = spanOf(turn, 'root');
  expect(endUnixMicros - startUnixMicros).toBe(2_950_000);
  expect(turn.metrics?.endUnixMicros).toBe(endUnixMicros);
  const tool = spanOf(assembleWith('tool_result', { duration_ms: 0 }, -3_600_000_000), 'tool/call_1');
  const decision = spanOf(assemble(recorded), 'decision/4');
  expect(tool.endUnixMicros).toBe(decision.endUnixMicros);
});

test.each([-5, 1e300, -1e300])('a duration of %d ms is none', (duration_ms) => {
  const [request] = recorded.events.filter(({ name }) => name === 'api_request');
  expect(spanOf(assembleWith('api_request', { duration_ms }), 'request/r1').startUnixMicros).toBe(
    request?.timeUnixMicros,
  );
});

test('the first token of a request that was not seen came within its span', () => {
  const events = recorded.events.filter(({ name }) => name !== 'api_request');
  const generation = spanOf(assemble({ ...recorded, events }), 'request/r1');
  const { completionStartTime, endTime } = observationOf(generation);
  expect(generation.endUnixMicros - generation.startUnixMicros).toBe(110_000);
  expect(completionStartTime).toBe(endTime);
});

test('a failed tool says what kind of failure it was, where the agent does', () => {
  const errorOf = (turn: AssembledTurn): unknown => spanOf(turn, 'tool/call_1').attributes['error.type'];
  expect(errorOf(assemble(recorded))).toBe('tool_error');
  expect(errorOf(assembleWith('tool_result', { 'error.type': 'ShellError' }))).toBe('ShellError');
});

test.each([
  ['a model without a price costs what the sender says', 'acme-1', 0.25, 0.25],
  ['a model without a price costs nothing that is negative', 'acme-1', -1, undefined],
  ['a model that we can price costs our price', 'gpt-5-codex', 0.25, 0.000975],
])('%s', (_name, model, cost_usd, total) => {
  const events = recorded.events.map((event) => withAttributes(event, 'api_request', { 'request.model': model }));
  const end = events.map((event) => withAttributes(event, 'sse_event', { 'response.model': model, cost_usd }));
  const { costDetails } = observationOf(spanOf(assemble(recorded, { events: end }), 'request/r1'));
  expect(costDetails['total']).toBe(total);
});

/** The recipe with other attributes on the events of a name, and these moved in time. */
function assembleWith(name: EventName, attributes: Readonly<Record<string, unknown>>, micros = 0): AssembledTurn {
  return assemble(recorded, {
    events: recorded.events.map((event) => withAttributes(event, name, attributes, micros)),
  });
}
