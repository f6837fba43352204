import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Ledger } from '../src/index.ts';
import { agentTurn, EVENTS_PER_TURN } from './support/agent-turns.ts';
import { startChild } from './support/child-process.ts';
import { destinationAt, otelConfig } from './support/configuration.ts';
import { home, receiver } from './support/home-and-receiver.ts';
import { isBalanced } from './support/telemetry-home.ts';

test('a home that cannot be written turns telemetry off with one line, and the agent goes on', () => {
  writeFileSync(join(home.path, 'otel'), 'a file where a folder should be');
  const manager = home.manager(otelConfig([destinationAt(receiver.origin)]));
  for (let turn = 0; turn < 3; turn += 1)
    for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  expect(manager.ledger()).toMatchObject({ recorded: 0, pending: 0 });
  expect(manager.ledger().notRecorded).toBeGreaterThan(0);
  manager.close();
  expect(home.problems).toHaveLength(1);
  expect(home.problems[0]).toMatch(/^telemetry is off, [^\n]+$/);
});

test('regression: a home whose path is too long for SQLite hung the agent and filled the folder with locks', () => {
  const codexHome = join(home.path, ...Array.from({ length: 3 }, () => 'd'.repeat(180)));
  const manager = home.manager(otelConfig([destinationAt(receiver.origin)]), { codexHome });
  for (const event of agentTurn({ conversationId: uuidv7() })) manager.record(event);
  manager.close();
  expect(home.problems).toEqual([expect.stringMatching(/^telemetry is off, .* use a shorter CODEX_HOME$/)]);
  expect(readdirSync(join(codexHome, 'otel', 'journal'))).toEqual([]);
});

test('a full disk costs the events that do not fit, counted, with one line', async () => {
  const config = otelConfig([destinationAt(receiver.origin)], { journal: { maxBytes: 400_000, maxAgeMillis: 1e12 } });
  const manager = home.manager(config);
  let recorded = 0;
  for (let turn = 0; turn < 400; turn += 1) {
    for (const event of agentTurn({ conversationId: uuidv7(), toolOutput: 'x'.repeat(4000) })) {
      manager.record(event);
      if (event.name !== 'sse_event' || event.attributes['event.kind'] === 'response.completed') recorded += 1;
    }
  }
  const ledger = manager.ledger();
  expect(ledger.notRecorded).toBeGreaterThan(0);
  expect(ledger.contentDropped).toBeGreaterThan(0);
  expect(ledger.recorded + ledger.notRecorded).toBe(recorded);
  manager.close();
  expect(home.problems).toHaveLength(1);

  await home.drain(config);
  const after = home.status(config).ledger;
  expect(after).toMatchObject({
    recorded: ledger.recorded,
    delivered: ledger.recorded,
    notRecorded: ledger.notRecorded,
    contentDropped: ledger.contentDropped,
  });
  expect(isBalanced(after)).toBe(true);
});

const mayMount = spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0;

if (mayMount)
  test.each(['when the session begins', 'in the middle of the session'] as const)(
    'a disk that is full %s and gets room again costs what came meanwhile, counted',
    async (when) => {
      const child = startChild('fill-the-disk', { disk: home.path, when }, ['unshare', '--map-root-user', '--mount']);
      expect([await child.ended, child.errors()]).toEqual([0, '']);
      const { ledger, problems } = JSON.parse(child.lines().join('')) as {
        ledger: Ledger;
        problems: readonly string[];
      };
      expect(problems).toEqual([expect.stringMatching(/^telemetry is off, [^\n]+$/)]);
      expect(isBalanced(ledger)).toBe(true);
      expect(ledger.notRecorded).toBeGreaterThan(0);
      expect(ledger.delivered).toBe(ledger.recorded);
      // It is tried again at the latest after as many events as were lost before.
      expect(ledger.recorded).toBeGreaterThanOrEqual(3 * EVENTS_PER_TURN);
    },
  );
