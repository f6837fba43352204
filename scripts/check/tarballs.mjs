import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runQuietly } from '../lib/child.mjs';
import { npm } from '../lib/npm.mjs';
import { nodeScript } from '../lib/paths.mjs';
import { packages } from '../lib/workspace.mjs';

const atOnce = 2;

/**
 * Packs every publishable package as a release would, and judges the tarballs: publint, are-the-types-wrong, README and
 * LICENSE inside; then all of them install together into an empty folder, where each entry can be imported and each
 * command answers `--help`.
 */
export async function tarballs() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'tarballs-'));
  try {
    const publishable = packages().filter(({ manifest }) => manifest.private !== true);
    const packed = await inPairs(publishable, (found) => pack(found, folder));
    const problems = packed.flatMap((result) => result.problems);
    if (problems.length > 0) return problems.join('\n');
    const judged = await inPairs(packed, judge);
    return [...judged.flat(), ...(await tryOut(packed, folder))].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pack({ folder: name, path, manifest }, folder) {
  const destination = join(folder, 'packed', name);
  mkdirSync(destination, { recursive: true });
  const { exitCode, output, stdout } = await runQuietly('pnpm', ['pack', '--json', '--pack-destination', destination], {
    directory: path,
    environment: process.env,
  });
  if (exitCode !== 0) return { problems: [`${name}: pnpm pack failed\n${output}`] };
  const { filename, files } = JSON.parse(stdout);
  return {
    name,
    manifest,
    tarball: join(destination, filename.split(/[\\/]/).at(-1)),
    files: files.map((file) => file.path),
    problems: [],
  };
}

async function judge({ name, tarball, files }) {
  const missing = ['README.md', 'LICENSE']
    .filter((file) => !files.includes(file))
    .map((file) => `${name}: no ${file} in the tarball`);
  const surplus = files
    .filter((file) => /(^|\/)(test|src|\.env)(\/|$)|\.tsbuildinfo$/.test(file))
    .map((file) => `${name}: ${file} in the tarball`);
  return [
    ...missing,
    ...surplus,
    ...(await outputOf(`${name}: publint`, nodeScript('publint')(), ['run', '--strict', tarball])),
    ...(await outputOf(`${name}: attw`, nodeScript('@arethetypeswrong/cli', 'attw')(), [
      tarball,
      '--profile',
      'esm-only',
      '--no-color',
      '--no-emoji',
    ])),
  ];
}

/** Installs all tarballs together, for their dependencies on each other are not in any registry before the release. */
async function tryOut(packed, folder) {
  const home = join(folder, 'empty');
  mkdirSync(home);
  const dependencies = Object.fromEntries(packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const installed = await runQuietly(...npm(['install', '--ignore-scripts', '--no-package-lock'], home));
  if (installed.exitCode !== 0) return [`the tarballs do not install together\n${installed.output}`];
  const tried = await inPairs(packed, async ({ name, manifest }) => [
    ...(await importEach(name, manifest, home)),
    ...(await askEachCommand(name, manifest, home)),
  ]);
  return tried.flat();
}

async function importEach(name, manifest, home) {
  const entries = Object.keys(manifest.exports ?? {}).filter(
    (entry) => !entry.endsWith('.json') && !entry.includes('*'),
  );
  const results = await inPairs(entries, (entry) => {
    const specifier = manifest.name + entry.slice(1);
    const source = `const names = Object.keys(await import(${JSON.stringify(specifier)})); if (names.length === 0) throw new Error('exports nothing');`;
    return outputOf(`${name}: import '${specifier}'`, '--input-type=module', ['--eval', source], home);
  });
  return results.flat();
}

async function askEachCommand(name, manifest, home) {
  const commands = Object.entries(manifest.bin ?? {});
  const results = await inPairs(commands, ([command, file]) =>
    outputOf(`${name}: ${command} --help`, join(home, 'node_modules', manifest.name, file), ['--help'], home),
  );
  return results.flat();
}

/** Runs Node; what it prints counts as a problem if it fails. */
async function outputOf(what, first, parameters, directory) {
  const { exitCode, output } = await runQuietly(process.execPath, [first, ...parameters], {
    environment: process.env,
    directory,
  });
  return exitCode === 0 ? [] : [`${what}: exit code ${exitCode}\n${output.trim()}`];
}

/** Maps with at most two at work. */
async function inPairs(items, work) {
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
