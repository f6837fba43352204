/**
 * Measures, and writes docs/benchmarks.md.
 *
 *   npm run bench                 all benchmarks
 *   npm run bench -- --runs 5     fewer runs
 */
import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchExit, describeExit } from './bench/exit.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1.');

console.error(`Exit of codex exec, ${runs} runs per case …`);
const exit = describeExit(await benchExit(runs), runs);
const machine = `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores`;
const text = `# Benchmarks

Written by \`npm run bench\`; compare figures of one run, not of two machines. This run: ${machine}.

## Exit

${exit}
`;
await writeFile(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)), text);
console.log(text);
