import { expect, test } from '@jest/globals';
import { readForeignRecord } from '@codex-langfuse/events/readers';
import { claudeRecord, codexRecord, geminiRecord, keyValues, noResource } from './records.ts';

const empty = { attributes: [] };
const service = (name: string) => ({ attributes: keyValues({ 'service.name': name }) });

test.each([
  ['a name', codexRecord('turn_ttft', { duration_ms: 1 }), noResource, '', { kind: 'event', dialect: 'codex' }],
  ['a scope', empty, noResource, 'codex_otel::metrics::client', { dialect: 'codex', reason: 'unnamed' }],
  [
    'a body',
    claudeRecord('user_prompt', { prompt_length: '1' }),
    noResource,
    '',
    { kind: 'event', dialect: 'claude-code' },
  ],
  [
    'a scope',
    { ...claudeRecord('plugin_loaded', {}), body: null },
    noResource,
    'com.anthropic.claude_code.events',
    { dialect: 'claude-code', reason: 'no_counterpart' },
  ],
  [
    'a service',
    { ...claudeRecord('tea_break', {}), body: null },
    service('claude-code'),
    '',
    { dialect: 'claude-code', reason: 'unknown_event' },
  ],
  [
    'a name',
    geminiRecord('user_prompt', { prompt_length: 1 }),
    noResource,
    '',
    { kind: 'event', dialect: 'gemini-cli' },
  ],
  ['a service', geminiRecord('config', {}), service('gemini-cli'), '', { kind: 'event', dialect: 'gemini-cli' }],
  [
    'our scope',
    codexRecord('turn_ttft', { duration_ms: 1 }),
    noResource,
    'codex-langfuse',
    { kind: 'unknown', reason: 'own_record', name: 'codex.turn_ttft' },
  ],
  [
    'nothing',
    { attributes: keyValues({ 'event.name': 'login' }) },
    service('shop'),
    'x',
    { kind: 'unknown', reason: 'foreign_dialect', name: 'login', unread: { 'event.name': 'login' } },
  ],
])('knows whose record it is by %s', (_what, record, resource, scope, expected) => {
  expect(readForeignRecord(record, resource, { name: scope })).toMatchObject(expected);
});

test('a body that is no name is kept', () => {
  const record = { ...codexRecord('turn_ttft', { duration_ms: 1 }), body: { stringValue: 'a sentence' } };
  expect(readForeignRecord(record, noResource, undefined).unread).toEqual({ body: 'a sentence' });
  const debug = { attributes: [], body: { stringValue: 'flushing' } };
  expect(readForeignRecord(debug, noResource, { name: 'codex_otel' }).unread).toEqual({ body: 'flushing' });
});
