import { runQuietly } from '../lib/child.mjs';
import { nodeScript } from '../lib/paths.mjs';
import { turbo, turboFlags } from '../lib/turbo.mjs';

/** Bugs, laws and import arrows (.oxlintrc.json, scripts/lint). */
export const lint = () => command('oxlint', ['--type-aware', '--deny-warnings', '--format=unix', '.']);

/** Layout of every source, JSON and Markdown file; `npm run format` mends it. */
export const format = () => command('oxfmt', ['--check', '.']);

/** Files, exports and dependencies that nothing uses. */
export const unused = () => command('knip', ['--no-progress', '--no-config-hints']);

/** Sources compile. */
export const build = () => turboRun('build');

/** Types of sources and of tests. */
export const types = () => turboRun('types');

function turboRun(task) {
  const [program, first] = turbo({ node: process.execPath });
  return output(program, [
    ...first,
    'run',
    task,
    ...turboFlags,
    '--continue=dependencies-successful',
    '--output-logs=errors-only',
  ]);
}

async function command(packageName, parameters) {
  return output(process.execPath, [nodeScript(packageName)(), ...parameters]);
}

async function output(program, parameters) {
  const result = await runQuietly(program, parameters, { environment: process.env });
  return result.exitCode === 0 ? '' : result.output || `exit code ${result.exitCode}`;
}
