import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { runOrFail, runQuietly } from './child.mjs';
import { hashOfContents, readIfThere, writeWhole } from './files.mjs';
import { npm } from './npm.mjs';
import { fromRoot, readJson } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const neededMajor = 24;
const lockFile = fromRoot('tools/node/package-lock.json');
const home = fromRoot('.tools/node');
const remedy = `Install Node ${neededMajor} (brew install node@${neededMajor}, fnm install ${neededMajor}, nvm install ${neededMajor}) and run the command again.`;
const stampFile = join(home, 'installed');

/** The Node that everything runs on, or undefined while it has to be fetched: this one if new enough, else the pinned one. */
export function presentNode() {
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath;
  const executable = pinnedExecutable();
  const isCurrent =
    executable !== undefined && existsSync(executable) && readIfThere(stampFile) === hashOfContents([lockFile]);
  return isCurrent ? executable : undefined;
}

/**
 * Fetches the pinned Node as an npm package of binaries (tools/node, integrity-checked by its lock file). The package
 * is that of the platform, not `node`: that one's install script starts a second npm, and without it has no binary.
 */
export async function fetchNode() {
  const executable = pinnedExecutable();
  if (executable === undefined) throw unsupported();
  const { version } = platformPackage();
  if (!(await answers(executable, `v${version}`))) {
    say(`fetching Node ${version} …`);
    mkdirSync(home, { recursive: true });
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(fromRoot('tools/node', name), join(home, name));
    await runOrFail(
      `Node ${version} could not be fetched`,
      ...npm(['ci', '--ignore-scripts', '--include=optional'], home),
    );
    // npm passes over an optional package that it cannot fetch.
    if (!(await answers(executable, `v${version}`))) throw notFetched(version);
  }
  writeWhole(stampFile, hashOfContents([lockFile]));
  return executable;
}

function platformPackage() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const version = readJson('tools/node/package.json').optionalDependencies[name];
  return version === undefined ? undefined : { name, version };
}

function pinnedExecutable() {
  const found = platformPackage();
  if (found === undefined) return undefined;
  return join(home, 'node_modules', found.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

async function answers(executable, version) {
  if (!existsSync(executable)) return false;
  try {
    return (await runQuietly(executable, ['--version'], { directory: dirname(executable) })).stdout.trim() === version;
  } catch (error) {
    // A glibc binary on a musl system is there and yet "not found".
    if (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'ENOEXEC') return false;
    throw error;
  }
}

function unsupported() {
  const place = `${process.platform}-${process.arch}`;
  return new SetupError(
    `Node ${neededMajor} or newer is needed; this is ${process.versions.node}, and none is packaged for ${place}.`,
    { hint: remedy },
  );
}

function notFetched(version) {
  return new SetupError(`Node ${version} could not be fetched from the npm registry, or does not run on this system.`, {
    hint: `Is the registry within reach (npm ping)? Else: ${remedy}`,
  });
}
