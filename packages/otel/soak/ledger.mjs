/**
 * Delivers numbered turns through every fault on every wire, and through random sequences of faults, and compares the
 * ledger with what the receiver answered.
 *
 *   node soak/ledger.mjs [--turns 50] [--random 500] [--seed 1]
 */
import { faultsOf } from '../test/suites/support/fault-cases.ts';
import { startFaultReceiver } from '../test/suites/support/fault-receiver.ts';
import { runLedgerCase } from '../test/suites/support/ledger-case.ts';
import { runRandomFaults } from '../test/suites/support/random-faults.ts';
import { seededRandom } from '../test/suites/support/seeded-random.ts';
import { isMain, numbersFrom, printReport } from './support.mjs';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'];
const DEFAULTS = { turns: 50, random: 500, seed: 1 };

/** Rejects at the first observation at which the ledger is wrong. */
export async function run(options = {}) {
  const { turns, random: randomTurns, seed } = { ...DEFAULTS, ...options };
  const rows = [];
  for (const protocol of PROTOCOLS) {
    rows.push(await everyFault(protocol, turns), await randomSequence(protocol, randomTurns, seed));
  }
  return {
    title: 'Faults and the ledger',
    markdown: [
      `Every fault: ${turns} turns each, mended afterwards. Random sequence: ${randomTurns} turns, three of ten requests meet`,
      `a fault, seed ${seed}. The ledger was exact at every observation; nothing was sent after its acknowledgement.`,
      '',
      '| wire | faults | events | delivered | rejected | pending | requests |',
      '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n'),
  };
}

async function everyFault(protocol, turns) {
  const receiver = await startFaultReceiver(protocol);
  const faults = ['refused', ...faultsOf(protocol), 'partial 1', `partial ${turns}`];
  const sum = { events: 0, delivered: 0, rejected: 0 };
  for (const fault of faults) {
    const { recorded, delivered, rejected } = await runLedgerCase({ receiver, turns, fault });
    sum.events += recorded;
    sum.delivered += delivered;
    sum.rejected += rejected;
  }
  await receiver.close();
  return row(protocol, `each of ${faults.length}`, sum, receiver.log.length);
}

async function randomSequence(protocol, turns, seed) {
  const facts = await runRandomFaults({ protocol, turns, random: seededRandom(seed) });
  return row(protocol, 'random sequence', facts, facts.requests);
}

function row(protocol, faults, { events, delivered, rejected }, requests) {
  return `| ${protocol} | ${faults} | ${events} | ${delivered} | ${rejected} | 0 | ${requests} |`;
}

if (isMain(import.meta.url)) printReport(await run(numbersFrom(DEFAULTS)));
