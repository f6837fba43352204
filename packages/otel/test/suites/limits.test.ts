import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { OtelConfig } from '@codex-langfuse/config';
import { hasPending, type Ledger } from '../../src/index.ts';
import { journalFolderBytes } from '../../src/journal/folder-size.ts';
import { agentTurn, EVENTS_PER_TURN } from '../support/agent-turns.ts';
import { destinationAt, otelConfig } from '../support/configuration.ts';
import { home, receiver } from '../support/home-and-receiver.ts';
import { answerStatus } from '../support/otlp-receiver.ts';
import { isBalanced } from '../support/telemetry-home.ts';

const MAX_BYTES = 2_000_000;

/** Prompt, answer, arguments and output; and the items of a request: its input, its tools and its output. */
const CONTENT_PIECES_PER_TURN = 7;

const SPANS_PER_TURN = 5;

function limited(): OtelConfig {
  return otelConfig([destinationAt(receiver.origin)], { journal: { maxBytes: MAX_BYTES, maxAgeMillis: 1e12 } });
}

/** One process with so many turns, each with 8 KB of content; returns its ledger. */
function recordSession(config: OtelConfig, turns: number, marker = 'session'): Ledger {
  const manager = home.manager(config);
  const conversationId = uuidv7();
  for (let turn = 0; turn < turns; turn += 1) {
    const toolOutput = `${marker} output ${turn} `.padEnd(8000, 'x');
    for (const event of agentTurn({ conversationId, prompt: `${marker} prompt ${turn}`, toolOutput }))
      manager.record(event);
  }
  manager.close();
  return manager.ledger();
}

test('the limit is for all journals together: content of the oldest goes first, then their events, all counted', async () => {
  const config = limited();
  receiver.answerWith(answerStatus(503));
  let recorded = 0;
  let notRecorded = 0;
  let last = 0;
  for (let session = 0; session < 30; session += 1) {
    const ledger = recordSession(config, 40, `session ${session}`);
    await home.drain(config);
    recorded += ledger.recorded;
    notRecorded += ledger.notRecorded;
    last = ledger.recorded;
    expect(journalFolderBytes(home.path)).toBeLessThanOrEqual(MAX_BYTES);
    const status = home.status(config).ledger;
    expect(isBalanced(status)).toBe(true);
    expect([status.recorded, status.notRecorded]).toEqual([recorded, notRecorded]);
  }
  const { ledger } = home.status(config);
  expect(last).toBe(40 * EVENTS_PER_TURN);
  expect(ledger.contentDropped).toBeGreaterThan(0);
  expect(ledger.expired).toBeGreaterThan(0);
  expect(ledger.pending).toBeGreaterThan(2 * last);

  receiver.answerWith(answerStatus(200));
  const sent = receiver.requests.length;
  expect(await home.drain(config, { retryNow: true })).toMatchObject({ complete: true });
  expect(home.status(config).ledger).toMatchObject({
    recorded,
    delivered: ledger.pending,
    expired: ledger.expired,
    pending: 0,
  });
  const text = receiver.requests
    .slice(sent)
    .map(({ body }) => Buffer.from(body).toString('latin1'))
    .join('\n');
  expect(text).not.toContain('session 0 prompt');
  expect(text).toContain('invoke_agent codex');
  expect(home.journalFiles()).toEqual([]);
}, 60_000);

test('only what was still to be delivered counts as dropped', async () => {
  const roomy = otelConfig([destinationAt(receiver.origin, { batchMaxItems: 50 })]);
  recordSession(roomy, 100);
  let requests = 0;
  receiver.answerWith((_request, response) => response.writeHead((requests += 1) <= 5 ? 200 : 503).end());
  await home.drain(roomy);
  const pendingTurns = 100 - (5 * 50) / SPANS_PER_TURN;
  expect(home.status(roomy).ledger).toMatchObject({ contentDropped: 0, pending: pendingTurns * EVENTS_PER_TURN });

  await home.drain({ ...roomy, journal: { maxBytes: 1_000_000, maxAgeMillis: 1e12 } });

  expect(journalFolderBytes(home.path)).toBeLessThanOrEqual(1_000_000);
  expect(home.status(roomy).ledger).toMatchObject({
    contentDropped: pendingTurns * CONTENT_PIECES_PER_TURN,
    pending: pendingTurns * EVENTS_PER_TURN,
    expired: 0,
  });
});

test('content goes beyond four fifths of the limit, before there is no room for events', async () => {
  const config = limited();
  receiver.answerWith(answerStatus(503));
  recordSession({ ...config, journal: { maxBytes: 1e9, maxAgeMillis: 1e12 } }, 50);
  await home.drain({ ...config, journal: { maxBytes: 1e9, maxAgeMillis: 1e12 } });
  const bytes = journalFolderBytes(home.path);
  const withLimit = (maxBytes: number) => home.drain({ ...config, journal: { maxBytes, maxAgeMillis: 1e12 } });

  await withLimit(bytes / 0.7);
  expect(home.status(config).ledger.contentDropped).toBe(0);
  await withLimit(bytes / 0.9);
  expect(home.status(config).ledger).toMatchObject({
    contentDropped: 50 * CONTENT_PIECES_PER_TURN,
    pending: 50 * EVENTS_PER_TURN,
  });
});

test('a process that starts beside a full folder records without content, and one that outgrows it calls a courier', async () => {
  const config = limited();
  receiver.answerWith(answerStatus(503));
  const first = recordSession(config, 190);
  expect(first).toMatchObject({ recorded: 190 * EVENTS_PER_TURN, notRecorded: 0 });
  await home.drain({ ...config, journal: { maxBytes: 1e9, maxAgeMillis: 1e12 } });
  // Before the time of the next try.
  const due = { config, nowUnixMillis: Date.now() };

  const second = recordSession(config, 10);
  expect(second).toMatchObject({ recorded: 10 * EVENTS_PER_TURN, notRecorded: 0 });
  expect(second.contentDropped).toBeGreaterThan(0);

  expect(journalFolderBytes(home.path)).toBeGreaterThan(MAX_BYTES);
  expect(hasPending(home.path, due)).toBe(true);
  await home.drain(config);
  expect(journalFolderBytes(home.path)).toBeLessThanOrEqual(MAX_BYTES);
  expect(hasPending(home.path, due)).toBe(false);
  expect(home.status(config).ledger).toMatchObject({ recorded: 200 * EVENTS_PER_TURN, notRecorded: 0 });
});
