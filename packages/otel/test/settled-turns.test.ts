import type { DestinationConfig, OtelConfig } from '@codex-langfuse/config';
import type { AgentEvent } from '@codex-langfuse/events';
import type { Item } from '@codex-langfuse/exporter';
import { expect, test } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { createOutcomeRows } from '../src/courier/outcome-rows.ts';
import { itemsOf, type TurnView } from '../src/courier/turn-items.ts';
import { createTurnProgress } from '../src/courier/turn-progress.ts';
import { journalPaths } from '../src/journal/journal-paths.ts';
import { createJournalWriter } from '../src/journal/journal-writer.ts';
import { openJournal } from '../src/journal/open-journal.ts';
import { DELIVERY_INDEX } from '../src/journal/schema.ts';
import type { LiveJournal, OtelManager } from '../src/manager/manager-input.ts';
import { agentTurn, conversationStarts, EVENTS_PER_TURN as SIZE } from './support/agent-turns.ts';
import { CAPTURE_METADATA, destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus } from './support/otlp-receiver.ts';
import { isBalanced } from './support/telemetry-home.ts';

const CONVERSATION = '019ab000-0000-7000-8000-000000000000';

function turnId(number: number): string {
  return `019ab000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

function config(changes: Partial<DestinationConfig> = {}): OtelConfig {
  const signalAt = (signal: string) => ({ url: `${receiver.origin}/v1/${signal}`, protocol: 'http/protobuf' as const });
  const signals = { traces: signalAt('traces'), logs: signalAt('logs'), metrics: signalAt('metrics') };
  return otelConfig([destinationAt(receiver.origin, { signals, ...changes })]);
}

/** A living process's journal: it is delivered, and stays. */
function record(otel: OtelConfig, turns: number, ...before: readonly AgentEvent[]) {
  const manager = home.manager(otel);
  for (const event of before) manager.record(event);
  for (let number = 0; number < turns; number += 1) recordTurn(manager, number);
  const own = manager.liveJournal();
  if (own === undefined) throw new Error('nothing was recorded');
  return { manager, own, rows: rowsOf(own) };
}

function recordTurn(manager: OtelManager, number: number): void {
  for (const event of agentTurn({ conversationId: CONVERSATION, turnId: turnId(number) })) manager.record(event);
}

function rowsOf({ writer }: LiveJournal) {
  const { journal } = journalPaths(home.path, writer);
  return (sql: string) => {
    const database = new DatabaseSync(journal, { readOnly: true });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };
}

function repeated(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

test('turns that are delivered whole leave one row each, and none per item', async () => {
  const { manager, own, rows } = record(config(), 3);
  await home.drain(config(), { own });
  expect(rows('SELECT COUNT(*) AS outcomes FROM outcomes')).toMatchObject([{ outcomes: 0 }]);
  expect(rows("SELECT turn_id, signal, up_to FROM settled WHERE turn_id <> '' ORDER BY turn_id")).toMatchObject([
    { turn_id: turnId(0), signal: 'all', up_to: SIZE },
    { turn_id: turnId(1), signal: 'all', up_to: 2 * SIZE },
    { turn_id: turnId(2), signal: 'all', up_to: 3 * SIZE },
  ]);
  expect(manager.ledger()).toMatchObject({ recorded: 3 * SIZE, delivered: 3 * SIZE, pending: 0 });
  manager.close();
});

test('an event that comes after its turn was delivered goes out alone', async () => {
  const { manager, own } = record(config(), 2);
  await home.drain(config(), { own });
  const before = receiver.spans().length;
  manager.record(lateResult());
  expect(manager.ledger()).toMatchObject({ delivered: 2 * SIZE, pending: 1 });
  await home.drain(config(), { own });
  expect(receiver.spans().length).toBe(before + 1);
  expect(receiver.logRecordIds().length).toBe(2 * SIZE + 1);
  expect(repeated(receiver.logRecordIds())).toEqual([]);
  expect(manager.ledger()).toMatchObject({ recorded: 2 * SIZE + 1, delivered: 2 * SIZE + 1, pending: 0 });
  manager.close();
});

test.each(['it ends', 'its process does'])(
  'of an open turn the rest goes out once %s, also what no event closed',
  async (end) => {
    const otel = config();
    const manager = home.manager(otel);
    const events = agentTurn({ conversationId: CONVERSATION, turnId: turnId(0) });
    const [prompt, request, , completed, decision] = events;
    for (const event of [prompt, request, completed, decision]) if (event !== undefined) manager.record(event);
    const own = manager.liveJournal();
    if (own === undefined) throw new Error('nothing was recorded');
    await home.drain(otel, { own });
    // The tool waits for its result, the root for the end of the turn.
    expect(receiver.spans().map(({ name }) => name)).toEqual(['user_prompt', 'chat gpt-5.1-codex', 'tool_decision']);
    await home.drain(otel, { own });
    expect(receiver.spans()).toHaveLength(3);

    const last = events.at(-1);
    if (end === 'it ends' && last !== undefined) manager.record(last);
    else manager.close();
    await home.drain(otel, end === 'it ends' ? { own } : {});
    const names = receiver.spans().map(({ name }) => name);
    expect(names.slice(3).toSorted()).toEqual(['execute_tool exec_command', 'invoke_agent codex']);
    expect(repeated([...receiver.spans().map(({ id }) => id), ...receiver.logRecordIds()])).toEqual([]);
    const { ledger } = home.status(otel);
    expect(ledger).toMatchObject({ pending: 0, delivered: ledger.recorded });
    // What stood for the parts is said by the whole; the journal of a process that is gone is deleted.
    const isKept = home.journalFiles().length > 0;
    expect(isKept).toBe(end === 'it ends');
    expect(isKept ? rowsOf(own)('SELECT * FROM outcomes') : []).toEqual([]);
    manager.close();
  },
);

test('a turn cut by the end of a batch is not sent again when the next batch fails', async () => {
  const small = config({ batchMaxItems: 5 });
  const { manager, own, rows } = record(small, 4);
  let requests = 0;
  receiver.answerWith((request, response) => {
    requests += 1;
    answerStatus(requests > 3 ? 503 : 200)(request, response);
  });
  await home.drain(small, { own });
  expect(rows('SELECT DISTINCT state FROM outcomes ORDER BY state')).toMatchObject([
    { state: 'delivered' },
    { state: 'pending' },
  ]);
  const ledger = manager.ledger();
  expect(isBalanced(ledger)).toBe(true);
  expect(ledger.pending).toBeGreaterThan(0);
  const refused = receiver.requests.length;
  manager.close();
  receiver.answerWith(answerStatus(200));
  await home.drain(small, { retryNow: true });
  expect(home.status(small).ledger).toMatchObject({ recorded: 4 * SIZE, delivered: 4 * SIZE, pending: 0 });
  // The fourth request was refused as a whole, so what it held is there twice and nothing else is.
  const spans = receiver.spans().map(({ id }) => id);
  const records = receiver.logRecordIds();
  expect(refused).toBe(4);
  expect(repeated([...spans, ...records]).length).toBeLessThanOrEqual(5);
  expect(new Set(records).size).toBe(4 * SIZE);
});

test('a signal whose URL is at fault catches up later; the others are not sent again', async () => {
  const { manager, own, rows } = record(config(), 2);
  receiver.answerWith((request, response) => {
    answerStatus(request.path.endsWith('/v1/logs') ? 404 : 200)(request, response);
  });
  await home.drain(config(), { own });
  expect(rows('SELECT DISTINCT signal FROM settled ORDER BY signal')).toMatchObject([
    { signal: 'metrics' },
    { signal: 'traces' },
  ]);
  expect(manager.ledger()).toMatchObject({ delivered: 0, pending: 2 * SIZE });
  const spans = receiver.spans().length;
  receiver.answerWith(answerStatus(200));
  await home.drain(config(), { own, retryNow: true });
  expect(receiver.spans().length).toBe(spans);
  expect(manager.ledger()).toMatchObject({ delivered: 2 * SIZE, pending: 0 });
  manager.close();
});

test.each([[['logs', 'traces']], [['traces', 'logs']]] as const)(
  'a signal that comes to a turn after a late event has settled more of it: %j',
  (order) => {
    const { manager, own, rows } = record(config(), 1);
    const journal = openJournal(journalPaths(home.path, own.writer), 'read-write');
    if (journal === undefined) throw new Error('there is no journal');
    journal.database.exec(DELIVERY_INDEX);
    const view: TurnView = {
      journal,
      destination: 1,
      signals: new Set(['traces', 'logs']),
      view: { policy: CAPTURE_METADATA, restrict: (event) => event, content: () => undefined },
      writerGone: false,
    };
    const progress = createTurnProgress(view);
    const early = itemsOf(turnId(0), view);
    const spans = progress.begin(early, 'traces');
    manager.record(lateResult());
    const late = itemsOf(turnId(0), view);
    const records = progress.begin(late, 'logs');
    expect([early.upTo, late.upTo, records.length]).toEqual([SIZE, SIZE + 1, SIZE + 1]);
    for (const signal of order)
      expect(progress.finish(turnId(0), signal, signal === 'logs' ? records.length : spans.length)).toBe(true);
    expect(rows("SELECT signal, up_to FROM settled WHERE turn_id <> '' ORDER BY signal")).toMatchObject([
      { signal: 'all', up_to: SIZE },
      { signal: 'logs', up_to: SIZE + 1 },
    ]);
    const next = createTurnProgress(view);
    expect(journal.openTurns(1)).toEqual([turnId(0)]);
    expect(next.begin(late, 'logs')).toEqual([]);
    expect(next.begin(late, 'traces').map(({ sources }) => sources)).toEqual([[SIZE + 1]]);
    journal.close();
    manager.close();
  },
);

test('a turn has the settings that were in force when it began, also while the process goes on recording', () => {
  const { manager, own } = record(config(), 0, conversationStarts(CONVERSATION, 1_000_000));
  const journal = openJournal(journalPaths(home.path, own.writer), 'read-only');
  if (journal === undefined) throw new Error('nothing was recorded');
  const settingsOf = (number: number) => {
    expect(journal.openTurns(1)).toContain(turnId(number));
    const [first] = journal.eventsOf(turnId(number)).filter((event) => event.turnId !== undefined);
    return first === undefined ? undefined : journal.conversationStartsBefore(first)?.timeUnixMicros;
  };
  recordTurn(manager, 0);
  expect(settingsOf(0)).toBe(1_000_000);
  manager.record(conversationStarts(CONVERSATION, 2_000_000));
  recordTurn(manager, 1);
  manager.record(conversationStarts('019ab000-0000-7000-8000-00000000000a', 3_000_000));
  expect([settingsOf(0), settingsOf(1)]).toEqual([1_000_000, 2_000_000]);
  journal.close();
  manager.close();
});

test('a final outcome is never changed', () => {
  const { database, close } = createJournalWriter({
    codexHome: home.path,
    destinations: [
      { fingerprint: '0123456789abcdef', name: 'default', kind: 'otlp-http', signals: '{}', policy: '{}' },
    ],
    maxBytes: 1e8,
    nowUnixMillis: 0,
  });
  const rows = createOutcomeRows(database, 1);
  const metrics = { signal: 'metrics', id: 'an item', metrics: {} } as Item;
  const item = { item: metrics, sources: [1], turn: undefined, hasRow: false };
  const fault = { code: 'http_503', message: '', hint: '' };
  const of = { signal: 'metrics', id: 'an item' } as const;
  rows.write({ ...of, state: 'pending', fault, nextTryUnixMillis: 1 }, item);
  rows.write({ ...of, state: 'delivered' }, item);
  rows.write({ ...of, state: 'rejected', fault }, item);
  expect(database.prepare('SELECT state, payload FROM outcomes').all()).toMatchObject([
    { state: 'delivered', payload: null },
  ]);
  close();
});

test('an item that its events no longer give is not waited for', async () => {
  const { manager, own } = record(config(), 1);
  const { journal } = journalPaths(home.path, own.writer);
  const database = new DatabaseSync(journal);
  database.exec(`INSERT INTO outcomes (destination, signal, id, turn_id, first_source, state, sources)
    VALUES (1, 'traces', 'gone', '${turnId(0)}', 2, 'pending', '[2]')`);
  database.close();
  await home.drain(config(), { own });
  expect(rowsOf(own)('SELECT id, state FROM outcomes')).toMatchObject([{ id: 'gone', state: 'expired' }]);
  expect(manager.ledger()).toMatchObject({ recorded: SIZE, delivered: SIZE - 1, expired: 1, pending: 0 });
  manager.close();
});

/** An event of a turn that has ended. */
function lateResult(): AgentEvent {
  return {
    name: 'tool_result',
    timeUnixMicros: Date.now() * 1000,
    conversationId: CONVERSATION,
    turnId: turnId(0),
    attributes: {
      tool_name: 'exec_command',
      call_id: 'late',
      duration_ms: 1,
      success: true,
      arguments_length: 0,
      output_length: 0,
    },
  };
}
