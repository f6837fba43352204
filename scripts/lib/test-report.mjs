import { existsSync, readdirSync, rmSync } from 'node:fs';

import { readIfThere } from './files.mjs';
import { fromRoot, readJson } from './paths.mjs';
import { summaryFile } from './summary-file.mjs';
import { packageFolders, packages } from './workspace.mjs';

const runsFolder = '.turbo/runs';
const testTasks = ['test', 'test:scripts'];

/** Removes what earlier runs left: only what this run writes, or turbo restores for it, may count. */
export function forgetEarlierResults() {
  rmSync(fromRoot(runsFolder), { recursive: true, force: true });
  for (const folder of ['scripts', ...packageFolders()]) rmSync(fromRoot(folder, summaryFile), { force: true });
}

/**
 * What turbo's own summary of the run says about each task: `{ folder, task, isCached, exitCode, counts }`.
 * `exitCode` is undefined for a task that was never started; `counts` is what the test run left, for test tasks.
 */
export function taskResults() {
  const summary = runSummary();
  if (summary === undefined) return [];
  const results = summary.tasks.map((task) => {
    const folder = task.task === 'test:scripts' ? 'scripts' : task.directory;
    const isCached = task.cache?.status === 'HIT';
    return {
      folder,
      task: task.task,
      isCached,
      exitCode: isCached ? 0 : task.execution?.exitCode,
      counts: testTasks.includes(task.task) ? countsOf(folder) : undefined,
    };
  });
  // turbo leaves out what it never came to, because something before it failed.
  const tested = new Set(results.filter(({ task }) => testTasks.includes(task)).map(({ folder }) => folder));
  const untested = packages().filter(
    ({ folder, manifest }) => summary.packages.includes(manifest.name) && !tested.has(folder),
  );
  return [...results, ...untested.map(({ folder }) => ({ folder, task: 'test', isCached: false }))];
}

/** One line per package and the closing `N passed, N failed`. A test task without counts is a failure; so is any other failed task. */
export function reportOf(results, exitCode) {
  const lines = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) {
    const outcome = outcomeOf(result);
    for (const key of Object.keys(total)) total[key] += outcome[key];
    if (outcome.line !== undefined) lines.push(`  ${result.folder.padEnd(24)} ${outcome.line}`);
  }
  // turbo itself failed: nothing ran, or not all that should have.
  if (exitCode !== 0 && total.failed === 0) total.failed = 1;
  return { text: `\n${lines.join('\n')}\n\n${closingLine(total)}\n`, failed: total.failed };
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function outcomeOf({ task, isCached, exitCode, counts }) {
  if (!testTasks.includes(task)) {
    const hasFailed = exitCode !== 0 && exitCode !== undefined;
    return { passed: 0, failed: hasFailed ? 1 : 0, skipped: 0, line: hasFailed ? `${task} failed` : undefined };
  }
  if (exitCode === undefined)
    return { passed: 0, failed: 1, skipped: 0, line: 'not tested, because something it needs failed' };
  if (counts === undefined) return { passed: 0, failed: 1, skipped: 0, line: 'the test run left no result' };
  const failed = counts.failed === 0 && exitCode !== 0 ? 1 : counts.failed;
  const seconds = `${(counts.milliseconds / 1000).toFixed(1)} s${isCached ? ', cached' : ''}`;
  return { ...counts, failed, line: `${closingLine({ ...counts, failed })}  (${seconds})` };
}

function countsOf(folder) {
  const text = readIfThere(fromRoot(folder, summaryFile));
  return text === undefined ? undefined : JSON.parse(text);
}

function runSummary() {
  const names = existsSync(fromRoot(runsFolder)) ? readdirSync(fromRoot(runsFolder)) : [];
  const name = names.find((candidate) => candidate.endsWith('.json'));
  return name && readJson(runsFolder, name);
}
