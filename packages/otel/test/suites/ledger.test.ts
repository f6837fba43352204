import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EVENTS_PER_TURN } from '../support/agent-turns.ts';
import { faultsOf, meaningOf, type FaultName } from './support/fault-cases.ts';
import { startFaultReceiver, type FaultReceiver } from './support/fault-receiver.ts';
import { runLedgerCase } from './support/ledger-case.ts';
import { runRandomFaults } from './support/random-faults.ts';
import { seededRandom } from './support/seeded-random.ts';

const TURNS = 3;

describe.each(['http/protobuf', 'http/json', 'grpc'] as const)('%s', (protocol) => {
  let receiver: FaultReceiver;

  beforeAll(async () => {
    receiver = await startFaultReceiver(protocol);
  });
  afterAll(() => receiver.close());

  const isRefused = (fault: FaultName): boolean => meaningOf(fault, protocol) === 'refused';
  const faults = faultsOf(protocol);

  test.each([...faults.filter((fault) => !isRefused(fault)), 'refused' as const])(
    '%s: everything arrives once, as soon as the receiver is mended',
    async (fault) => {
      expect((await runLedgerCase({ receiver, turns: TURNS, fault })).rejected).toBe(0);
    },
  );

  test.each(faults.filter((fault) => /\b(401|403|405|415|16)$/.test(fault)))(
    '%s: everything arrives once, as soon as the configuration is mended',
    async (fault) => {
      expect((await runLedgerCase({ receiver, turns: TURNS, fault, mend: 'configuration' })).rejected).toBe(0);
    },
  );

  test.each(faults.filter(isRefused))('%s for everything rejects everything, once', async (fault) => {
    const ledger = await runLedgerCase({ receiver, turns: TURNS, fault });
    expect(ledger.rejected).toBe(TURNS * EVENTS_PER_TURN);
  });

  test.each(faults.filter(isRefused))('%s for one span rejects its turn’s events only', async (fault) => {
    let culprit: string | undefined;
    const isCulprit = ({ signal, items }: { readonly signal: string; readonly items: readonly string[] }): boolean => {
      if (signal !== 'traces') return false;
      culprit ??= items[0];
      return culprit !== undefined && items.includes(culprit);
    };
    const ledger = await runLedgerCase({ receiver, turns: TURNS, fault, when: isCulprit });
    expect(ledger.rejected).toBeGreaterThan(0);
    expect(ledger.rejected).toBeLessThanOrEqual(EVENTS_PER_TURN);
  });

  test.each(faults.filter(isRefused))('%s for large requests splits them and rejects nothing', async (fault) => {
    const ledger = await runLedgerCase({ receiver, turns: TURNS, fault, when: ({ items }) => items.length > 5 });
    expect(ledger.rejected).toBe(0);
  });

  test.each([1, 2, 1000])('a partial success that refuses %d counts as many', async (rejected) => {
    const ledger = await runLedgerCase({ receiver, turns: TURNS, fault: `partial ${rejected}` });
    expect(ledger.rejected).toBeGreaterThan(0);
    expect(ledger.delivered > 0).toBe(rejected < 1000);
  });

  test('faults in a random sequence: the ledger is what the answers make it', async () => {
    const facts = await runRandomFaults({ protocol, turns: 20, random: seededRandom(3) });
    expect(facts.rejected).toBeGreaterThan(0);
    expect(facts.delivered).toBeGreaterThan(0);
  }, 30_000);
});
