import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';

import { runOrFail } from './child.mjs';
import { toolEnvironment } from './environment.mjs';
import { filesAt, readIfThere, writeWhole } from './files.mjs';
import { fromRoot } from './paths.mjs';
import { say } from './say.mjs';
import { turbo, turboFlags } from './turbo.mjs';
import { packageFolders } from './workspace.mjs';

const stampFile = fromRoot('node_modules/.cache/codex-langfuse/built');
/** Files and folders (in turbo.json: `globalDependencies`). */
const sharedInputs = ['pnpm-lock.yaml', 'tsconfig.base.json', 'turbo.json', 'scripts/bundle'];
/** What lies in a package's folder and has no part in its build (in turbo.json: the inputs of `build`). */
const notInputs = new Set([
  'node_modules',
  'dist',
  'test',
  'coverage',
  '.turbo',
  '.test-summary.json',
  'README.md',
  'CHANGELOG.md',
]);

/**
 * Whether dist/ of every package belongs to the sources as they are. Compares sizes and modification times, not
 * contents: a few milliseconds for hundreds of files. In doubt turbo runs, which compares contents.
 */
export function isBuilt() {
  return readIfThere(stampFile) === `${inputStamp()}\n${outputStamp()}\n`;
}

/** Builds every package, without a word unless it fails. */
export async function build(machine) {
  say('building …');
  await recordingBuild(async () => {
    const [command, first] = turbo(machine);
    const parameters = [...first, 'run', 'build', ...turboFlags, '--output-logs=errors-only', '--log-prefix=none'];
    await runOrFail('the build failed', command, parameters, toolEnvironment(machine));
    return true;
  });
}

/** Remembers a build for isBuilt. `work` resolves with whether every package was built. */
export async function recordingBuild(work) {
  // Taken before the build: an edit made meanwhile makes the stamp stale, as it should.
  const inputs = inputStamp();
  if (await work()) writeWhole(stampFile, `${inputs}\n${outputStamp()}\n`);
}

function inputStamp() {
  const hash = createHash('sha256');
  const add = (input) => {
    for (const { path, status } of filesAt(input)) hash.update(`${path} ${status.size} ${status.mtimeMs}\n`);
  };
  for (const input of sharedInputs) add(fromRoot(input));
  for (const folder of packageFolders()) {
    for (const name of readdirSync(fromRoot(folder)).sort()) {
      if (!notInputs.has(name)) add(fromRoot(folder, name));
    }
  }
  return hash.digest('hex');
}

/** Paths and sizes only: turbo gives files that it takes from its cache a new time. */
function outputStamp() {
  const hash = createHash('sha256');
  for (const folder of packageFolders()) {
    for (const { path, status } of filesAt(fromRoot(folder, 'dist'))) hash.update(`${path} ${status.size}\n`);
  }
  return hash.digest('hex');
}
