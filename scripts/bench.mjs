/**
 * Measures, and writes docs/benchmarks.md: each benchmark its section, those that did not run keep theirs.
 *
 *   npm run bench                        all of them
 *   npm run bench -- exit record         some
 *   npm run bench -- --quick             short runs, nothing is written
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as exit from './bench/exit.mjs';
import * as memory from './bench/memory.mjs';
import * as record from './bench/record.mjs';
import * as redaction from './bench/redaction.mjs';
import * as start from './bench/start.mjs';
import * as throughput from './bench/throughput.mjs';
import { nodeScript } from './lib/paths.mjs';

const benchmarks = { exit, start, record, redaction, throughput, memory };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
const names = positionals.length === 0 ? Object.keys(benchmarks) : positionals;
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}

const HEAD = `# Benchmarks

Written by \`npm run bench\`, on loopback only. Compare figures of one section with each other, not with those of another
machine: every section was measured in one run, its cases interleaved or in turn.
`;
const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
for (const name of names) {
  console.error(`${name} …`);
  const { title, run } = benchmarks[name];
  const text = `${await run({ quick: values.quick === true })}\n\n${footnote(name)}`;
  console.log(`## ${title}\n\n${text}\n`);
  if (values.quick !== true) await writeSection(name, title, text);
}

function footnote(name) {
  const machine = `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0].model.trim()}`;
  return `<sub>\`npm run bench -- ${name}\` on ${machine}, ${new Date().toISOString().slice(0, 10)}.</sub>`;
}

/** Sections stand in the order of `benchmarks`, whatever ran last. */
async function writeSection(name, title, text) {
  const sections = new Map(Object.entries(await readSections()));
  sections.set(title, text);
  const titles = Object.values(benchmarks).map((benchmark) => benchmark.title);
  const body = titles.flatMap((known) => (sections.has(known) ? [`## ${known}\n\n${sections.get(known)}\n`] : []));
  await writeFile(file, `${HEAD}\n${body.join('\n')}`);
  execFileSync(process.execPath, [nodeScript('oxfmt')(), file], { stdio: 'ignore' });
}

async function readSections() {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, ...sections] = text.split(/^## /m);
  return Object.fromEntries(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}
