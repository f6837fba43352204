import { expect, test } from '@jest/globals';
import { createReadStatistics, readForeignRecord } from '@codex-langfuse/events/readers';
import { validateEvent } from '@codex-langfuse/events/validate';
import { capturedRecords, eventsIn, type ScopedRecord } from './records.ts';

const codex = capturedRecords('codex-0.169.0');
const claude = capturedRecords('claude-code-2.1.330');

function statisticsOf(records: readonly ScopedRecord[]) {
  const statistics = createReadStatistics();
  for (const { record, resource, scope } of records) statistics.count(readForeignRecord(record, resource, scope));
  return statistics.snapshot();
}

test('every record of the real Codex becomes a typed event, every attribute is understood', () => {
  expect(statisticsOf(codex)).toEqual({
    records: 31,
    read: 30,
    events: {
      'codex conversation_starts': 1,
      'codex startup_phase': 2,
      'codex user_prompt': 1,
      'codex api_request': 2,
      'codex sse_event': 21,
      'codex turn_ttft': 1,
      'codex tool_decision': 1,
      'codex tool_result': 1,
    },
    unknown: { 'codex unnamed': 1 },
    unread: {},
  });
});

test('every record of Claude Code becomes typed events or is counted, every attribute that is not understood is kept', () => {
  expect(statisticsOf(claude)).toEqual({
    records: 11,
    read: 7,
    events: {
      'claude-code user_prompt': 1,
      'claude-code tool_decision': 1,
      'claude-code api_request': 2,
      'claude-code sse_event': 2,
      'claude-code agent_response': 2,
      'claude-code tool_result': 1,
    },
    unknown: {
      'claude-code no_counterpart managed_settings_resolved': 1,
      'claude-code no_counterpart plugin_loaded': 3,
    },
    unread: {
      'claude-code user_prompt anthropic.custom_base_url': 1,
      'claude-code user_prompt anthropic.provider': 1,
      'claude-code user_prompt message.uuid': 1,
      'claude-code tool_decision anthropic.custom_base_url': 1,
      'claude-code tool_decision anthropic.provider': 1,
      'claude-code tool_decision permission_mode': 1,
      'claude-code tool_decision request_id': 1,
      'claude-code tool_decision tool_source': 1,
      'claude-code api_request anthropic.custom_base_url': 2,
      'claude-code api_request cache_creation_1h_tokens': 2,
      'claude-code api_request cache_creation_5m_tokens': 2,
      'claude-code api_request cost_usd_micros': 2,
      'claude-code api_request speed': 2,
      'claude-code agent_response anthropic.custom_base_url': 2,
      'claude-code agent_response anthropic.provider': 2,
      'claude-code agent_response query_source': 2,
      'claude-code tool_result anthropic.custom_base_url': 1,
      'claude-code tool_result anthropic.provider': 1,
      'claude-code tool_result tool_parameters': 1,
    },
  });
});

/** Words that readers translate, and sums that they form; everything else has to be found again as it was. */
const translated = new Set(['accept', 'config', 'firstParty', 'sdk', 'xterm', 'true']);
const summed = new Set(['input_tokens']);

test.each([
  ['codex', codex],
  ['claude-code', claude],
])('no value of %s is lost: it stands in an event, its context or what is unread', (_name, records) => {
  const lost = records.flatMap(({ record, resource, scope }) => {
    const result = readForeignRecord(record, resource, scope);
    const found = valuesIn(result);
    return (record.attributes ?? []).flatMap(({ key, value }) => {
      const given = valuesIn(value)[0] ?? '';
      const isKnown = given === '' || translated.has(given) || summed.has(key) || key === 'event.name';
      return isKnown || found.includes(given) ? [] : [`${key}=${given}`];
    });
  });
  expect(lost).toEqual([]);
});

test.each([
  ['codex', codex, 30],
  ['claude-code', claude, 9],
])('the events of %s are what the registry says', (_name, records, count) => {
  const results = eventsIn(records).map(({ event, context }) => {
    const envelope = { ...event, writer: 'writer', sequence: 1, context };
    return [validateEvent(event, { unknown: 'reject' }), validateEvent(envelope, { unknown: 'reject' })];
  });
  expect(results).toHaveLength(count);
  expect(results.flat().filter(({ kind }) => kind !== 'valid')).toEqual([]);
});

test('times are exact to the microsecond, contexts say who and where', () => {
  const [start] = eventsIn(codex);
  expect(start?.event.timeUnixMicros).toBe(1_795_446_695_501_528);
  expect(start?.timestamp).toBe('2026-11-23T15:11:35.501Z');
  expect(start?.context).toMatchObject({
    common: { 'app.version': '0.169.0', originator: 'codex_exec', 'terminal.type': 'xterm', model: 'gpt-5-codex' },
    environment: 'staging',
    resource: { 'service.name': 'codex_exec', 'host.name': 'vm' },
  });
  const [prompt] = eventsIn(claude);
  expect(prompt?.event).toMatchObject({
    turnId: '9de5f899-f7c0-46d5-96f4-2b88eabdb92b',
    timeUnixMicros: 1_795_447_617_154_000,
  });
  expect(prompt?.context).toMatchObject({
    common: { 'app.version': '2.1.330', originator: 'claude-code', model: 'unknown' },
    userId: '445d2ec6beaee96345b5b8179b1420d06e9e9eb0007fa80b1047a8516c2819f5',
  });
});

test('the answer of Claude Code: input includes the cache, the cost is kept', () => {
  const answer = eventsIn(claude).find(({ event }) => event.name === 'sse_event');
  expect(answer?.event.attributes).toEqual({
    'request.id': 'req_fake_1',
    'event.kind': 'response.completed',
    'response.model': 'claude-sonnet-4-5',
    input_token_count: 1350,
    output_token_count: 60,
    cached_token_count: 1000,
    cache_write_token_count: 50,
    tool_token_count: 1410,
    ttft_ms: 14,
    cost_usd: 0.0022875,
  });
});

/** All values in a structure, as text. */
function valuesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value) ?? ''];
  return Object.values(value).flatMap((entry) => valuesIn(entry));
}
