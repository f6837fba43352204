/**
 * `npm run check`: everything that can be said about the repository without running it. Each step prints one line;
 * what failed is repeated at the end. `npm run check -- lint format` runs the named steps only.
 */
import { changesets } from './check/changesets.mjs';
import { lockFiles } from './check/lock-files.mjs';
import { manifests } from './check/manifests.mjs';
import { build, format, lint, types, unused } from './check/tools.mjs';
import { tarballs } from './check/tarballs.mjs';

/** Name → step. A step resolves with what is wrong, as text; '' means that all is well. */
const steps = { build, lint, format, types, unused, 'lock-files': lockFiles, manifests, changesets, tarballs };

/** The steps that look at dist/ and so have the build before them. */
const onBuild = ['lint', 'types', 'tarballs'];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

const needsBuild = names.some((name) => onBuild.includes(name));
const failed = [];
const chosen = Object.keys(steps).filter(
  (name) => names.length === 0 || names.includes(name) || (name === 'build' && needsBuild),
);
for (const name of chosen) {
  const startedAt = performance.now();
  const problems = (await steps[name]()).trimEnd();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${problems === '' ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.padStart(5)} s`);
  if (problems === '') continue;
  failed.push(name);
  console.log(problems.replaceAll(/^/gm, '    '));
}
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}; run one alone with: npm run check -- ${failed[0]}`);
console.log(`\nchecks: ${chosen.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
