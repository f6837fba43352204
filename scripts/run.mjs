#!/usr/bin/env node
/**
 * One entry for every daily command: `start`, `test`, `build`, `check`, `format`, `langfuse-local`, `changeset`, `pnpm`,
 * `docs`, `bench`, `soak`.
 *
 * Each task first makes sure that what it needs is there (Node 24, the pinned pnpm, the installed dependencies, the
 * build), doing only what is missing. Nothing but Node >= 18 and npm is needed beforehand, and no dependency is used here.
 * Set-up messages go to stderr; stdout belongs to the task.
 */
import { runTool } from './lib/child.mjs';
import { appEnvironment, toolEnvironment } from './lib/environment.mjs';
import { withLock } from './lib/lock.mjs';
import { fromRoot, nodeScript } from './lib/paths.mjs';
import { SetupError, fail } from './lib/say.mjs';
import { prepare, prepareLocked } from './lib/prepare.mjs';

const tasks = {
  start: (parameters) => runApp('apps/codex-cli', parameters.length === 0 ? ['demo'] : parameters),
  'langfuse-local': (parameters) => runApp('apps/langfuse-local', parameters),
  build: async (parameters) => (await import('./lib/turbo-tasks.mjs')).runBuild(parameters),
  test: async (parameters) => (await import('./lib/turbo-tasks.mjs')).runTests(parameters),
  check: runCheck,
  format: (parameters) => runCommand(nodeScript('oxfmt'), parameters),
  changeset: (parameters) => runCommand(nodeScript('@changesets/cli', 'changeset'), parameters),
  pnpm: runPnpm,
  docs: (parameters) => runScript('scripts/docs.mjs', parameters),
  bench: (parameters) => runScript('scripts/bench.mjs', parameters),
  soak: (parameters) => runScript('scripts/soak.mjs', parameters),
};

try {
  const [name, ...parameters] = process.argv.slice(2);
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (task === undefined)
    throw new SetupError(`usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [arguments]`);
  process.exitCode = await task(parameters[0] === '--' && !isUnderNpm() ? parameters.slice(1) : parameters);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  fail(error);
}

/** npm swallows the first `--` of a command line; pnpm, yarn and a person hand it to the script. */
function isUnderNpm() {
  return process.env.npm_config_user_agent?.startsWith('npm/') === true;
}

/** Builds what is stale, then becomes the app: its arguments, streams, signals and exit code. */
async function runApp(folder, parameters) {
  const machine = await prepare('built');
  return runTool(machine.node, [fromRoot(folder, 'dist/main.js'), ...parameters], appEnvironment(machine));
}

/** Runs a script of the repository on the built packages. */
async function runScript(path, parameters) {
  const machine = await prepare('built');
  return runTool(machine.node, [fromRoot(path), ...parameters], toolEnvironment(machine));
}

/** Nothing else may set up, build or test this working copy while it is being checked. */
function runCheck(parameters) {
  return withLock(async () => {
    const machine = await prepareLocked('installed', 'pnpm');
    return runTool(machine.node, [fromRoot('scripts/check.mjs'), ...parameters], toolEnvironment(machine));
  });
}

/** Runs a development dependency's command in the root folder. */
async function runCommand(script, parameters) {
  const machine = await prepare('installed');
  return runTool(machine.node, [script(), ...parameters], toolEnvironment(machine));
}

/** The pinned pnpm, for adding dependencies and the like. */
async function runPnpm(parameters) {
  const machine = await prepare('pnpm');
  return runTool(machine.pnpm, parameters, toolEnvironment(machine));
}
