import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { OtelConfig } from '@codex-langfuse/config';
import {
  adoptOrphans,
  createJournalTail,
  listJournals,
  previewPurge,
  purge,
  type PurgeSelection,
} from '../src/index.ts';
import { journalPaths } from '../src/journal/journal-paths.ts';
import { openLedgerStore } from '../src/journal/ledger-store.ts';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { answerStatus } from './support/otlp-receiver.ts';
import { isBalanced } from './support/telemetry-home.ts';

function recordTurn(config: OtelConfig, output?: string): void {
  const manager = home.manager(config);
  const content = output === undefined ? {} : { toolOutput: output };
  for (const event of agentTurn({ conversationId: uuidv7(), ...content })) manager.record(event);
  manager.close();
}

const ALL: PurgeSelection = { kind: 'all', ledger: false };
const runPurge = (selection: PurgeSelection) => purge({ codexHome: home.path, selection, nowUnixMillis: Date.now() });

test('purge all counts what was pending as expired, leaves living journals alone, and leaves no byte behind', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  recordTurn(config, 'planted-output-marker');
  receiver.answerWith(answerStatus(400));
  recordTurn(config, 'planted-output-marker');
  await home.drain(config);
  recordTurn(config, 'planted-output-marker');
  writeFileSync(`${journalPaths(home.path, uuidv7()).journal}.corrupt`, 'planted-output-marker');
  const living = home.manager(config);
  const turn = agentTurn({ conversationId: uuidv7() });
  for (const event of turn.slice(0, 3)) living.record(event);
  const before = home.status(config).ledger;

  const preview = previewPurge({ codexHome: home.path, selection: ALL });
  expect(preview).toMatchObject({ journals: 1, expired: EVENTS_PER_TURN, corrupt: 1, inUse: 1 });
  expect(home.status(config).ledger).toEqual(before);
  expect(runPurge(ALL)).toEqual(preview);

  const { ledger } = home.status(config);
  expect(ledger).toMatchObject({ recorded: before.recorded, expired: EVENTS_PER_TURN, rejected: before.rejected });
  expect(ledger.pending).toBe(before.pending - EVENTS_PER_TURN);
  expect(isBalanced(ledger)).toBe(true);
  expect(home.bytes()).not.toContain('planted-output-marker');
  for (const event of turn.slice(3)) living.record(event);
  living.close();
  receiver.answerWith((_request, response) => void response.end());
  expect(await home.drain(config)).toMatchObject({ complete: true });
  expect(home.status(config).ledger.delivered).toBe(EVENTS_PER_TURN);
  expect(home.problems).toEqual([]);
});

test('purge of one destination gives up what waits for it and nothing of the others', async () => {
  const gone = destinationAt('http://127.0.0.1:9', { name: 'gone' });
  const here = destinationAt(receiver.origin, { name: 'here' });
  recordTurn(otelConfig([gone, here]));
  const selection: PurgeSelection = { kind: 'destination', name: 'gone' };
  expect(runPurge(selection)).toMatchObject({ journals: 0, expired: EVENTS_PER_TURN });

  const config = otelConfig([here]);
  expect(home.status(config).destinations).toMatchObject([
    { name: 'here', ledger: { pending: EVENTS_PER_TURN } },
    { name: 'gone', state: 'not configured', ledger: { expired: EVENTS_PER_TURN, pending: 0 } },
  ]);
  expect(await home.drain(config)).toMatchObject({ removed: 1, complete: true });
  expect(home.status(config).destinations[0]?.ledger).toMatchObject({ delivered: EVENTS_PER_TURN });
  expect(isBalanced(home.status(config).ledger)).toBe(true);
});

test('purge of what is delivered gives nothing up; purging the ledger starts the counts anew', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  recordTurn(config);
  await home.drain(config);
  recordTurn(config);
  expect(runPurge({ kind: 'delivered' })).toMatchObject({ journals: 0, expired: 0 });
  expect(home.status(config).ledger).toMatchObject({ delivered: EVENTS_PER_TURN, pending: EVENTS_PER_TURN });

  runPurge({ kind: 'all', ledger: true });
  expect(home.status(config).ledger).toMatchObject({ recorded: 0, delivered: 0, expired: 0, pending: 0 });
  recordTurn(config);
  await home.drain(config);
  expect(home.status(config).ledger).toMatchObject({ recorded: EVENTS_PER_TURN, delivered: EVENTS_PER_TURN });
});

test('a journal that is counted already, for its adopter died before it was deleted, is purged without being counted again', () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  recordTurn(config);
  const store = openLedgerStore(home.path);
  for (const adoption of adoptOrphans(home.path, { nowUnixMillis: Date.now() })) {
    if (adoption.kind === 'corrupt') throw new Error(`${adoption.path} is not`);
    const { journal, release } = adoption.adopted;
    store.fold(journal, Date.now());
    release();
  }
  store.close();
  const { ledger } = home.status(config);

  expect(runPurge(ALL)).toMatchObject({ journals: 1, expired: 0 });

  expect(home.status(config).ledger).toEqual(ledger);
  expect(home.journalFiles()).toEqual([]);
});

test('journals are listed with their owners', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  recordTurn(config);
  const living = home.manager(config);
  for (const event of agentTurn({ conversationId: uuidv7() })) living.record(event);
  expect(listJournals(home.path)).toMatchObject([
    { owner: 'none', pending: EVENTS_PER_TURN, pendingByDestination: { default: EVENTS_PER_TURN } },
    { owner: 'recording', pending: EVENTS_PER_TURN },
  ]);
  const states: string[] = [];
  receiver.answerWith((_request, response) => {
    states.push(...listJournals(home.path).map(({ owner }) => owner));
    response.end();
  });
  await home.drain(config);
  expect(states[0]).toBe('delivering');
  living.close();
});

test('a journal that was delivered while it was recorded is listed as delivered once its process is gone', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const living = home.manager(config);
  const turn = agentTurn({ conversationId: uuidv7() });
  for (const event of turn.slice(0, 4)) living.record(event);
  const states: string[] = [];
  receiver.answerWith((_request, response) => {
    states.push(...listJournals(home.path).map(({ owner }) => owner));
    response.end();
  });
  const own = living.liveJournal();
  if (own === undefined) throw new Error('nothing was recorded');
  await home.drain(config, { own });
  for (const event of turn.slice(4)) living.record(event);
  living.close();
  await home.drain(config);
  expect(states).toEqual(['recording', 'delivering']);
});

test('a tail reads every event once, across processes, also of a journal that is delivered and deleted in between', async () => {
  const config = otelConfig([destinationAt(receiver.origin)]);
  const tail = createJournalTail({ codexHome: home.path, keepOpen: true });
  const names = (): string[] => tail.read().map(({ name }) => name);
  expect(names()).toEqual([]);
  const first = home.manager(config);
  const second = home.manager(config);
  const turn = agentTurn({ conversationId: uuidv7() });
  for (const event of turn.slice(0, 2)) first.record(event);
  for (const event of agentTurn({ conversationId: uuidv7() })) second.record(event);
  expect(names()).toHaveLength(2 + EVENTS_PER_TURN);
  expect(names()).toEqual([]);

  for (const event of turn.slice(2)) first.record(event);
  first.close();
  await home.drain(config);
  expect(names()).toEqual(['sse_event', 'tool_decision', 'tool_result', 'agent_response', 'turn_ended']);
  expect(names()).toEqual([]);
  second.close();
  tail.close();

  const since = createJournalTail({ codexHome: home.path, keepOpen: false, sinceUnixMillis: Date.now() + 60_000 });
  expect(since.read()).toEqual([]);
  since.close();
});
