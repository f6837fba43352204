import { recordingBuild } from './build.mjs';
import { runTool } from './child.mjs';
import { toolEnvironment } from './environment.mjs';
import { withLock } from './lock.mjs';
import { prepareLocked } from './prepare.mjs';
import { forgetEarlierResults, reportOf, taskResults } from './test-report.mjs';
import { turbo, turboFlags } from './turbo.mjs';

/** `npm run build`: turbo's own output, arguments passed on to it. */
export function runBuild(parameters) {
  return withLock(() => runTurbo(['build'], parameters));
}

/**
 * `npm test`: builds, type-checks and tests, cached where nothing changed, and ends with the counts over all packages.
 * Arguments go to turbo (`--force`, `--filter=@codex-langfuse/events`), those behind a further `--` to jest.
 */
export function runTests(parameters) {
  return withLock(async () => {
    forgetEarlierResults();
    // What stands behind `--` goes to every named task, and is meant for jest.
    const tasks = parameters.includes('--') ? ['test'] : ['build', 'types', 'test'];
    if (!parameters.some(isFilter)) tasks.push('//#test:scripts');
    const exitCode = await runTurbo(tasks, ['--summarize', '--continue=dependencies-successful', ...parameters]);
    const { text, failed } = reportOf(taskResults(), exitCode);
    process.stdout.write(text);
    return failed > 0 && exitCode === 0 ? 1 : exitCode;
  });
}

async function runTurbo(tasks, parameters) {
  const machine = await prepareLocked('installed', 'pnpm');
  const [command, first] = turbo(machine);
  let exitCode;
  await recordingBuild(async () => {
    exitCode = await runTool(
      command,
      [...first, 'run', ...tasks, ...turboFlags, ...parameters],
      toolEnvironment(machine),
    );
    return exitCode === 0 && !parameters.some(isFilter);
  });
  return exitCode;
}

const isFilter = (parameter) => /^(--filter|-F|--affected)/.test(parameter);
