import { test, expect } from '@jest/globals';
import type { AssembledTurn } from '@codex-langfuse/langfuse';
import { assemble, metadataOnly, policy, readTurn, withAttributes } from './assemble-support.ts';

const recorded = readTurn('recipe');

test("records keep Codex's names and keys, with true types", () => {
  const [prompt, request] = assemble(recorded).logRecords;
  expect(prompt).toMatchObject({
    uid: '01a208f6-6000-7000-8000-000000000000-1',
    eventName: 'codex.user_prompt',
    timeUnixMicros: 1795447617000000,
    severityNumber: 9,
    resource: { 'service.name': 'codex' },
    scope: { name: 'codex-langfuse', version: '0.1.0' },
  });
  expect(prompt?.attributes).toEqual({
    'event.name': 'codex.user_prompt',
    'event.timestamp': '2026-11-23T15:26:57.000Z',
    'log.record.uid': '01a208f6-6000-7000-8000-000000000000-1',
    'conversation.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
    'turn.id': '01a208f6-7000-7000-8000-000000000001',
    'app.version': '0.1.0',
    auth_mode: 'ApiKey',
    originator: 'codex_exec',
    'user.email': 'dev@example.com',
    'terminal.type': 'unknown',
    model: 'gpt-5-codex',
    slug: 'gpt-5-codex',
    prompt_length: 20,
    prompt: 'fix the failing test',
  });
  expect(request?.attributes).toMatchObject({ attempt: 0, duration_ms: 90, 'http.response.status_code': 200 });
});

test('without content a prompt is redacted as in Codex, and other content is absent', () => {
  const records = assemble(recorded, { policy: metadataOnly }).logRecords;
  const attributesOf = (name: string): unknown => records.find(({ eventName }) => eventName === name)?.attributes;
  expect(attributesOf('codex.user_prompt')).toMatchObject({ prompt: '[REDACTED]', prompt_length: 20 });
  expect(attributesOf('codex.tool_result')).not.toHaveProperty('arguments');
  expect(attributesOf('codex.tool_result')).not.toHaveProperty('output');
  expect(attributesOf('codex.tool_result')).toMatchObject({ arguments_length: 18, output_length: 8, success: false });
  expect(attributesOf('codex.agent_response')).not.toHaveProperty('response');
});

test('content in records has the same limit', () => {
  const events = recorded.events.map((event) => withAttributes(event, 'tool_result', { output: 'x'.repeat(5000) }));
  const { logRecords } = assemble(recorded, { events, policy: policy({ maxBytes: 1024 }) });
  const output = logRecords.find(({ eventName }) => eventName === 'codex.tool_result')?.attributes['output'];
  expect(output).toMatch(/^x+… \[\d+ bytes cut\] …x+$/);
  expect(Buffer.byteLength(String(output))).toBeLessThanOrEqual(1024);
});

test('records of a sub-agent name the call that started it', () => {
  for (const { attributes } of assemble(readTurn('sub-agent')).logRecords) {
    expect(attributes).toMatchObject({
      'parent.conversation.id': '01a208f6-6647-78d1-ab1b-130cbf3c5acf',
      'parent.turn.id': '01a208f6-7000-7000-8000-000000000001',
      'parent.call_id': 'call_9',
    });
  }
});

test('severities have the numbers of OpenTelemetry', () => {
  const records = assemble(readTurn('denial')).logRecords;
  const numbers = new Map(records.map(({ severityText, severityNumber }) => [severityText, severityNumber]));
  expect(Object.fromEntries(numbers)).toEqual({ INFO: 9, WARN: 13, ERROR: 17 });
});

test('a turn without requests and tools has the one metric of turns', () => {
  const events = recorded.events.filter(({ name }) => name === 'user_prompt' || name === 'turn_ended');
  expect(assemble(recorded, { events }).metrics?.metrics.map(({ name }) => name)).toEqual(['codex.turn']);
});

test('a turn has its points once it is closed', () => {
  const { metrics } = assemble(recorded);
  expect(metrics?.id).toBe('metrics/01a208f6-6647-78d1-ab1b-130cbf3c5acf/01a208f6-7000-7000-8000-000000000001');
  expect(metrics?.sources).toEqual(recorded.events.map(({ sequence }) => sequence));
  expect(assemble(recorded, { events: recorded.events.slice(0, -1) }).metrics).toBeUndefined();
});

test('the duration of a request that a kill cut short counts as an interruption', () => {
  expect(durationErrors(assemble(readTurn('interrupted')))).toEqual([undefined, 'interrupted']);
});

test('a stream whose request was not seen is no interruption', () => {
  const events = recorded.events.filter(({ name }) => name !== 'api_request');
  expect(durationErrors(assemble(recorded, { events }))).toEqual([undefined, undefined]);
});

function durationErrors({ metrics }: AssembledTurn): unknown[] {
  const durations = metrics?.metrics.find(({ name }) => name === 'gen_ai.client.operation.duration');
  return (durations?.points ?? []).map(({ attributes }) => attributes['error.type']);
}
