import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { AgentEvent, ConversationItem } from '@codex-langfuse/events';
import { journalPaths } from '../src/journal/journal-paths.ts';
import { createJournalWriter } from '../src/journal/journal-writer.ts';
import { openJournal } from '../src/journal/open-journal.ts';
import { agentTurn, conversationStarts, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { createTelemetryHome, type TelemetryHome } from './support/telemetry-home.ts';

let home: TelemetryHome;

beforeEach(() => {
  home = createTelemetryHome();
});
afterEach(() => home.remove());

const CONFIG = otelConfig([destinationAt('http://127.0.0.1:9')]);

/** A second connection to the only journal. */
function openJournalFile(): DatabaseSync {
  return new DatabaseSync(home.journalFiles().find((file) => file.endsWith('.sqlite')) ?? '');
}

function modelRequest(conversationId: string, turnId: string, input: readonly ConversationItem[]): AgentEvent {
  return {
    name: 'api_request',
    timeUnixMicros: Date.now() * 1000,
    conversationId,
    turnId,
    attributes: {
      'request.id': uuidv7(),
      purpose: 'main',
      'request.model': 'gpt-5.1-codex',
      provider_name: 'OpenAI',
      attempt: 0,
      duration_ms: 1,
      endpoint: '/responses',
    },
    items: { input },
  };
}

function toolResult(output: string): AgentEvent {
  return {
    name: 'tool_result',
    timeUnixMicros: Date.now() * 1000,
    conversationId: uuidv7(),
    turnId: uuidv7(),
    attributes: {
      tool_name: 'exec_command',
      call_id: 'call',
      duration_ms: 1,
      success: true,
      arguments_length: 0,
      output_length: output.length,
      output,
    },
  };
}

test('a growing conversation is journaled once, not with every request', () => {
  const manager = home.manager(CONFIG);
  const [conversationId, turnId] = [uuidv7(), uuidv7()];
  const conversation: ConversationItem[] = [];
  for (let step = 0; step < 50; step += 1) {
    conversation.push({ type: 'message', role: 'user', content: `step ${step}` });
    // Every second time as a copy: the same content in another object.
    const input = step % 2 === 0 ? [...conversation] : structuredClone(conversation);
    manager.record(modelRequest(conversationId, turnId, input));
  }
  const journal = openJournalFile();
  expect(journal.prepare('SELECT COUNT(*) AS count FROM content').get()?.['count']).toBe(50);
  const last = journal.prepare('SELECT items FROM events ORDER BY sequence DESC').get()?.['items'];
  const references = (JSON.parse(String(last)) as { input: string[] }).input;
  expect(references).toHaveLength(50);
  const text = journal.prepare('SELECT text FROM content WHERE reference = ?').get(references[49] ?? '')?.['text'];
  expect(JSON.parse(String(text))).toEqual({ type: 'message', role: 'user', content: 'step 49' });
  journal.close();
  manager.close();
});

const message = (content: string): ConversationItem => ({ type: 'message', role: 'user', content });
const SAME_MESSAGES = Array.from({ length: 500 }, (_, step) => message(`step ${step}`));

test.each([
  ['references to many items', () => modelRequest(uuidv7(), uuidv7(), SAME_MESSAGES)],
  ['new items', () => modelRequest(uuidv7(), uuidv7(), [message(`${uuidv7()} ${'x'.repeat(15_000)}`)])],
  ['content of the event itself', () => toolResult('x'.repeat(15_000))],
])('content goes before events do where the room is taken by %s', (_name, make) => {
  const manager = home.manager({ ...CONFIG, journal: { maxBytes: 2_000_000, maxAgeMillis: 1e12 } });
  for (let event = 0; event < 400; event += 1) manager.record(make());
  expect(home.problems).toEqual([]);
  expect(manager.ledger()).toMatchObject({ recorded: 400, notRecorded: 0 });
  expect(manager.ledger().contentDropped).toBeGreaterThan(0);
  manager.close();
});

test('an attribute of another type than its own, or that no event has, is left out', () => {
  const manager = home.manager(CONFIG);
  const attributes: unknown = { tool_name: 7, call_id: 'call', output: ['a'], duration_ms: Infinity, unheard_of: 'b' };
  manager.record({ ...toolResult(''), attributes } as AgentEvent);
  const journal = openJournalFile();
  expect(journal.prepare('SELECT attributes FROM events').get()).toMatchObject({ attributes: '{"call_id":"call"}' });
  journal.close();
  manager.close();
});

test('what is the same for all events is stored once, until it changes', () => {
  const manager = home.manager(CONFIG);
  const conversationId = uuidv7();
  for (const event of agentTurn({ conversationId })) manager.record(event);
  manager.updateContext({ model: 'gpt-5.1-codex-mini' });
  for (const event of agentTurn({ conversationId })) manager.record(event);
  const journal = openJournalFile();
  const contexts = journal
    .prepare('SELECT json FROM contexts ORDER BY id')
    .all()
    .map((row) => JSON.parse(String(row['json'])) as { common: { model: string } });
  expect(contexts.map(({ common }) => common.model)).toEqual(['gpt-5.1-codex', 'gpt-5.1-codex-mini']);
  journal.close();
  manager.close();
});

test('events survive the process at once, and a power cut but for the last: every checkpoint waits for the disk', () => {
  const manager = home.manager(CONFIG);
  manager.record(conversationStarts(uuidv7()));
  const { writer } = manager.liveJournal() ?? { writer: '' };
  manager.close();
  const own = createJournalWriter({ codexHome: home.path, destinations: [], maxBytes: 1e8, nowUnixMillis: 0 });
  const value = (database: DatabaseSync, pragma: string): unknown =>
    Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  // 1: NORMAL.
  expect([value(own.database, 'journal_mode'), value(own.database, 'synchronous')]).toEqual(['wal', 1]);
  own.close();
  const adopted = openJournal(journalPaths(home.path, writer), 'read-write');
  expect(adopted && value(adopted.database, 'synchronous')).toBe(1);
  adopted?.close();
});

test('an event is in the file when record() returns', () => {
  const manager = home.manager(CONFIG);
  const events = [conversationStarts(uuidv7()), ...agentTurn({ conversationId: uuidv7() })];
  let expected = 0;
  for (const event of events) {
    manager.record(event);
    if (event.name !== 'sse_event' || event.attributes['event.kind'] === 'response.completed') expected += 1;
    const journal = openJournalFile();
    expect(journal.prepare('SELECT COUNT(*) AS count, MAX(sequence) AS last FROM events').get()).toMatchObject({
      count: expected,
      last: expected,
    });
    journal.close();
  }
  manager.close();
});

test('deltas of the stream are journaled when asked for, without their text', () => {
  const manager = home.manager({ ...CONFIG, logSseDeltas: true });
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  expect(manager.ledger().recorded).toBe(EVENTS_PER_TURN + 1);
  expect(home.bytes()).not.toContain('a delta');
  manager.close();
});

test('while another connection writes, events wait in memory and then go to the journal in order', () => {
  const manager = home.manager(CONFIG);
  const events = agentTurn({ conversationId: uuidv7() });
  const [prompt, ...others] = events;
  if (prompt === undefined) throw new Error('a turn has events');
  manager.record(prompt);
  const other = openJournalFile();
  other.exec('BEGIN IMMEDIATE');
  for (const event of others.slice(0, 4)) manager.record(event);
  expect(manager.ledger()).toMatchObject({ recorded: 4, pending: 4, notRecorded: 0 });
  expect(other.prepare('SELECT COUNT(*) AS count FROM events').get()?.['count']).toBe(1);
  other.exec('COMMIT');
  for (const event of others.slice(4)) manager.record(event);
  expect(manager.ledger()).toMatchObject({ recorded: EVENTS_PER_TURN, notRecorded: 0 });
  const names = other
    .prepare('SELECT name FROM events ORDER BY sequence')
    .all()
    .map((row) => row['name']);
  expect(names).toEqual([
    'user_prompt',
    'api_request',
    'sse_event',
    'tool_decision',
    'tool_result',
    'agent_response',
    'turn_ended',
  ]);
  other.close();
  manager.close();
  expect(home.problems).toEqual([]);
});

test('events that waited are written at the end', () => {
  const manager = home.manager(CONFIG);
  manager.record(conversationStarts(uuidv7()));
  const other = openJournalFile();
  other.exec('BEGIN IMMEDIATE');
  manager.record(conversationStarts(uuidv7()));
  other.exec('COMMIT');
  other.close();
  manager.close();
  expect(home.status(CONFIG).ledger).toMatchObject({ recorded: 2, pending: 2, notRecorded: 0 });
});

test('events after the end are counted, not written', () => {
  const manager = home.manager(CONFIG);
  manager.record(conversationStarts(uuidv7()));
  manager.close();
  manager.record(conversationStarts(uuidv7()));
  expect(manager.ledger()).toMatchObject({ recorded: 1, notRecorded: 1 });
  expect(manager.liveJournal()).toBeUndefined();
});
