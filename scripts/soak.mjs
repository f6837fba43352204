/**
 * The long forms of the test suites: minutes each, and they fail at the first thing that is wrong. Their figures go into
 * docs/benchmarks.md.
 *
 *   npm run soak                        all of them
 *   npm run soak -- kill ledger         some
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { footnote, writeSection } from './lib/benchmarks-file.mjs';
import { fromRoot } from './lib/paths.mjs';

const soaks = {
  kill: async () => (await import('../packages/otel/soak/kill.mjs')).run(),
  ledger: async () => (await import('../packages/otel/soak/ledger.mjs')).run(),
  processes: async () => (await import('../packages/otel/soak/processes.mjs')).run(),
  config: soakConfig,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(soaks);
const unknown = names.filter((name) => !Object.hasOwn(soaks, name));
if (unknown.length > 0) {
  console.error(`no such soak run: ${unknown.join(', ')}; there are ${Object.keys(soaks).join(', ')}`);
  process.exit(2);
}
for (const name of names) {
  console.error(`${name} …`);
  const { title, markdown } = await soaks[name]();
  console.log(`## ${title}\n\n${markdown}\n`);
  await writeSection(title, `${markdown.trim()}\n\n${footnote(`npm run soak -- ${name}`)}`);
}

/** A script of its own: it ends with exit code 1 where an input is read wrongly. */
async function soakConfig() {
  const script = fromRoot('packages/config/scripts/soak.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 16 * 1024 * 1024 });
  return { title: 'Soak: configuration', markdown: `\`\`\`text\n${stdout.trim()}\n\`\`\`` };
}
