#!/usr/bin/env node
/**
 * One entry for every daily command: `start`, `test`, `build`, `check`, `format`, `langfuse-local`, `changeset`, `pnpm`.
 *
 * Each task first makes sure that what it needs is there (Node 24, the pinned pnpm, the installed dependencies, the
 * build), doing only what is missing. Nothing but Node >= 18 and npm is needed beforehand, and no dependency is used here.
 * Set-up messages go to stderr; stdout belongs to the task.
 */
import { runTool } from './lib/child.mjs';
import { appEnvironment, toolEnvironment } from './lib/environment.mjs';
import { fromRoot, nodeScript } from './lib/paths.mjs';
import { SetupError, fail } from './lib/say.mjs';
import { prepare } from './lib/prepare.mjs';

const tasks = {
  start: (parameters) => runApp('apps/codex-cli', parameters.length === 0 ? ['demo'] : parameters),
  'langfuse-local': (parameters) => runApp('apps/langfuse-local', parameters),
  build: async (parameters) => (await import('./lib/turbo-tasks.mjs')).runBuild(parameters),
  test: async (parameters) => (await import('./lib/turbo-tasks.mjs')).runTests(parameters),
  check: (parameters) => runScript('built', fromRoot('scripts/check.mjs'), parameters),
  format: (parameters) => runScript('installed', nodeScript('oxfmt'), parameters),
  changeset: (parameters) => runScript('installed', nodeScript('@changesets/cli', 'changeset'), parameters),
  pnpm: runPnpm,
};

try {
  const [name, ...parameters] = process.argv.slice(2);
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (task === undefined) throw new SetupError(`usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [arguments]`);
  // pnpm hands a leading `--` to the script, npm swallows it.
  process.exitCode = await task(parameters[0] === '--' ? parameters.slice(1) : parameters);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  fail(error);
}

/** Builds what is stale, then becomes the app: its arguments, streams, signals and exit code. */
async function runApp(folder, parameters) {
  const machine = await prepare('built');
  return runTool(machine.node, [fromRoot(folder, 'dist/main.js'), ...parameters], appEnvironment(machine));
}

/** Runs a JavaScript file of the repository, or of one of its development dependencies, in the root folder. */
async function runScript(readiness, file, parameters) {
  const machine = await prepare(readiness);
  return runTool(machine.node, [typeof file === 'function' ? file() : file, ...parameters], toolEnvironment(machine));
}

/** The pinned pnpm, for adding dependencies and the like. */
async function runPnpm(parameters) {
  const machine = await prepare('with-pnpm');
  return runTool(machine.pnpm, parameters, toolEnvironment(machine));
}
