import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { configProblem } from '../test/support/config-problem.ts';
import { CONFIG_TABLE_LIST } from '../test/support/config-tables.ts';
import { judgeDocument } from '../test/support/document-problem.ts';
import { createRandom, randomConfig, randomDocument } from '../test/support/random-document.ts';

/**
 * The long form of test/fuzz.test.ts: random documents through the front of the parser, random configurations through
 * layers and readers. Exit code 1 when one is read wrongly, crashes, or takes longer than a second. Needs Node 24.
 *
 *   node scripts/soak.mjs                 100000 inputs, half of each
 *   node scripts/soak.mjs --inputs 1e6 --seed 2
 */
const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
if (!Number.isInteger(inputs) || inputs < 2) throw new Error('--inputs takes a whole number from 2.');
if (!Number.isInteger(seed)) throw new Error('--seed takes a whole number.');

const LONGEST_MILLIS = 1000;
const home = mkdtempSync(join(tmpdir(), 'codex-config-soak-'));
mkdirSync(join(home, '.codex'));
const random = createRandom(seed);
const half = Math.floor(inputs / 2);
const started = performance.now();

const documents = run(half, () => {
  const source = randomDocument(random);
  return { source, ...judgeDocument(source) };
});
const configurations = run(inputs - half, (index) => {
  const source = randomConfig(random, CONFIG_TABLE_LIST);
  writeFileSync(join(home, '.codex', 'config.toml'), source);
  const env = index % 2 === 0 ? {} : { A: 'a', LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };
  const input = { home, cwd: home, env, systemDirectory: home, strict: index % 3 === 0 };
  return { source, problem: configProblem(input) };
});
rmSync(home, { recursive: true });

const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`config: ${inputs} inputs in ${seconds} s, seed ${seed}
  documents       ${describe(documents)}, ${documents.accepted} accepted
  configurations  ${describe(configurations)}\n`);
const problems = [...documents.problems, ...configurations.problems];
for (const { source, problem } of problems.slice(0, 10))
  process.stderr.write(`${String(problem)}: ${JSON.stringify(source)}\n`);
if (problems.length > 0) process.exitCode = 1;

function run(count, judge) {
  const result = { count, accepted: 0, longest: 0, problems: [] };
  for (let index = 0; index < count; index += 1) {
    const before = performance.now();
    const { source, accepted, problem } = judge(index);
    const millis = performance.now() - before;
    result.longest = Math.max(result.longest, millis);
    if (accepted) result.accepted += 1;
    if (problem !== undefined) result.problems.push({ source, problem });
    if (millis > LONGEST_MILLIS) result.problems.push({ source, problem: `took ${Math.round(millis)} ms` });
  }
  return result;
}

function describe({ count, longest, problems }) {
  return `${count} read, ${problems.length} wrong, longest ${longest.toFixed(1)} ms`;
}
