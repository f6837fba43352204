import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { fromRoot, nodeScript } from './paths.mjs';

const HEAD = `# Benchmarks

Written by \`npm run bench\` and \`npm run soak\`, on loopback only. Compare figures of one section with each other, not with
those of another machine: every section was measured in one run, its cases interleaved or in turn.
`;

const file = fromRoot('docs/benchmarks.md');

/** Puts a section into docs/benchmarks.md: in the place of its predecessor, or at the end. The others stay as they are. */
export async function writeSection(title, text) {
  const sections = await readSections();
  sections.set(title, text);
  const body = [...sections].map(([name, section]) => `## ${name}\n\n${section}\n`);
  await writeFile(file, `${HEAD}\n${body.join('\n')}`);
  execFileSync(process.execPath, [nodeScript('oxfmt')(), file], { stdio: 'ignore' });
}

/** How a section was made: the command, the machine, the day. */
export function footnote(command) {
  const machine = `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0].model.trim()}`;
  return `<sub>\`${command}\` on ${machine}, ${new Date().toISOString().slice(0, 10)}.</sub>`;
}

async function readSections() {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}
