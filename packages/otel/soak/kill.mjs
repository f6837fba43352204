/**
 * Kills recording and delivering processes with SIGKILL at every stage, and asserts that nothing is lost and that at
 * most the request in flight is sent again.
 *
 *   node soak/kill.mjs [--rounds 200] [--seed 1]
 */
import { killPlan, runKills } from '../test/suites/support/kill-run.ts';
import { momentsOf, stagesOfKills } from '../test/suites/support/kill-stages.ts';
import { seededRandom } from '../test/suites/support/seeded-random.ts';
import { isMain, numbersFrom, printReport } from './support.mjs';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'];

/** `rounds` kills in all, spread over stages, moments and wires. Rejects at the first event that is lost. */
export async function run({ rounds = 200, seed = 1 } = {}) {
  const stages = stagesOfKills();
  const plan = killPlan(stages, rounds);
  const random = seededRandom(seed);
  const rows = [];
  for (const [index, protocol] of PROTOCOLS.entries()) {
    const size = Math.ceil(rounds / PROTOCOLS.length);
    const moments = plan.slice(index * size, (index + 1) * size);
    if (moments.length === 0) continue;
    const { kills, acknowledged, delivered, duplicates, repeatedRequests } = await runKills({
      protocol,
      moments,
      random,
    });
    rows.push(`| ${protocol} | ${kills} | ${acknowledged} | ${delivered} | 0 | ${repeatedRequests} | ${duplicates} |`);
  }
  const perStage = stages.map((stage) => {
    const moments = new Set(momentsOf(stage));
    return `${stage} ${plan.filter((moment) => moments.has(moment)).length}`;
  });
  return {
    title: 'Killed with SIGKILL',
    markdown: [
      `Kills per stage: ${perStage.join(', ')}. Seed ${seed}. Delivered exceeds acknowledged by the events whose`,
      'process died before `record()` had returned, or that were left behind at the start.',
      '',
      '| wire | kills | events acknowledged | delivered, each once | lost | requests repeated | items received twice |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n'),
  };
}

if (isMain(import.meta.url)) printReport(await run(numbersFrom({ rounds: 200, seed: 1 })));
