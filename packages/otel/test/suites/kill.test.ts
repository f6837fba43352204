import { expect, test } from '@jest/globals';
import { killPlan, runKills } from './support/kill-run.ts';
import { momentsOf, stagesOfKills } from './support/kill-stages.ts';
import { seededRandom } from './support/seeded-random.ts';

test('killed at every moment of every stage: nothing is lost, and at most the request in flight is sent again', async () => {
  const stages = stagesOfKills();
  const rest = momentsOf('in adoption').slice(3);
  const moments = [...killPlan(stages, stages.length * 3), ...rest];

  const facts = await runKills({ protocol: 'http/protobuf', moments, random: seededRandom(1) });

  expect(facts.kills).toBe(moments.length);
  expect(facts.acknowledged).toBeGreaterThan(moments.length);
  expect(facts.repeatedRequests).toBeLessThanOrEqual(moments.length);
}, 60_000);

test('regression: a journal whose adopter died between counting and deleting it was counted twice', async () => {
  const moments = ['in adoption: counted, not deleted', 'in append: before the commit'] as const;
  const facts = await runKills({ protocol: 'http/protobuf', moments, random: seededRandom(2) });
  expect(facts.kills).toBe(2);
}, 30_000);
