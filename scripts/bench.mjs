/**
 * Measures, and writes docs/benchmarks.md: each benchmark its section, those that did not run keep theirs.
 *
 *   npm run bench                        all of them
 *   npm run bench -- exit record         some
 *   npm run bench -- --quick             short runs, nothing is written
 */
import { parseArgs } from 'node:util';
import * as exit from './bench/exit.mjs';
import * as memory from './bench/memory.mjs';
import * as record from './bench/record.mjs';
import * as redaction from './bench/redaction.mjs';
import * as start from './bench/start.mjs';
import * as throughput from './bench/throughput.mjs';
import { footnote, writeSection } from './lib/benchmarks-file.mjs';

const benchmarks = { exit, start, record, redaction, throughput, memory };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
const names = positionals.length === 0 ? Object.keys(benchmarks) : positionals;
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}

for (const name of names) {
  console.error(`${name} …`);
  const { title, run } = benchmarks[name];
  const text = `${await run({ quick: values.quick === true })}\n\n${footnote(`npm run bench -- ${name}`)}`;
  console.log(`## ${title}\n\n${text}\n`);
  if (values.quick !== true) await writeSection(title, text);
}
