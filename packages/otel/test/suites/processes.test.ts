import { expect, test } from '@jest/globals';
import { runManyProcesses, runSuspended, runWithSuspendedLedger } from './support/process-runs.ts';

test('ten recording processes and two flushes: everything arrives, exactly once, nobody is starved', async () => {
  expect(await runManyProcesses({ recorders: 10, flushes: 2, events: 100 })).toBe(1100);
}, 60_000);

test('a suspended process keeps its turn', async () => {
  expect(await runSuspended(2000)).toBeGreaterThan(3);
}, 30_000);

test('regression: a courier that was suspended while it wrote the ledger ended the deliveries of others', async () => {
  await expect(runWithSuspendedLedger()).resolves.toBeUndefined();
}, 30_000);
