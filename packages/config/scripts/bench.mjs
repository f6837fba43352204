import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { writeUsualConfig } from './usual-config.mjs';

/**
 * Measures what loading a usual configuration costs a program that has just started: a fresh Node process per sample,
 * the kinds in turn, medians. Run after `pnpm run build`.
 *
 * "Loading a usual config takes at most 5 ms beyond the import of the TOML parser" is the last line: the import of this
 * package and the first load together, less the import of `@iarna/toml` by itself.
 *
 *   node scripts/bench.mjs               50 processes
 *   node scripts/bench.mjs --runs 200
 *   node scripts/bench.mjs --entry file  another build of the package, such as a bundle
 *   node scripts/bench.mjs --json        { "runs", "parser", "import", "load", "again", "beyond" } in milliseconds
 */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '50' }, entry: { type: 'string' }, json: { type: 'boolean' } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1.');

const entry = values.entry ?? fileURLToPath(new URL('../dist/index.js', import.meta.url));
const toml = import.meta.resolve('@iarna/toml');
const input = writeUsualConfig();

const parserAlone = `
const started = performance.now();
await import(${JSON.stringify(toml)});
console.log(JSON.stringify([performance.now() - started]));
`;
const whole = `
const input = ${JSON.stringify(input)};
const started = performance.now();
const { loadConfig } = await import(${JSON.stringify(pathToFileURL(entry).href)});
const imported = performance.now();
const { config } = loadConfig(input);
const loaded = performance.now();
loadConfig(input);
const again = performance.now();
if (config.otel.destinations.length !== 1) throw new Error('the configuration did not load');
console.log(JSON.stringify([imported - started, loaded - imported, again - loaded]));
`;

const samples = Array.from({ length: runs }, () => [...measure(parserAlone), ...measure(whole)]);
rmSync(input.home, { recursive: true });
const [parser, imported, load, again] = [0, 1, 2, 3].map((index) => median(samples.map((sample) => sample[index])));
const beyond = imported + load - parser;

if (values.json) {
  process.stdout.write(`${JSON.stringify({ runs, parser, import: imported, load, again, beyond })}\n`);
} else {
  process.stdout.write(`Node ${process.version}, medians of ${runs} fresh processes:
  import of @iarna/toml alone           ${milliseconds(parser)}
  import of the package, parser within  ${milliseconds(imported)}
  first loadConfig                      ${milliseconds(load)}
  second loadConfig                     ${milliseconds(again)}
  import and first load, beyond @iarna  ${milliseconds(beyond)}\n`);
}

/** What a fresh process prints: durations in milliseconds. */
function measure(source) {
  const parameters = ['--input-type=module', '-e', source];
  const { stdout, stderr, status } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

function milliseconds(value) {
  return `${value.toFixed(2).padStart(7)} ms`;
}
