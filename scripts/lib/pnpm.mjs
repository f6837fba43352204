import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { runOrFail, runQuietly } from './child.mjs';
import { hashOfContents, readIfThere, writeWhole } from './files.mjs';
import { npm } from './npm.mjs';
import { fromRoot, readJson } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const home = fromRoot('.tools/pnpm');
const stampFile = join(home, 'installed');
const pins = ['package.json', 'package-lock.json'];

/** The pinned pnpm: the fetched one, else one of exactly that version on PATH, else it is fetched. Absolute path or name. */
export async function ensurePnpm() {
  const version = readJson('package.json').packageManager.split('@')[1];
  const stamp = hashOfContents(
    pins.map((name) => fromRoot('tools/pnpm', name)),
    version,
  );
  const executable = join(home, 'node_modules', platformPackage(), process.platform === 'win32' ? 'pnpm.exe' : 'pnpm');
  if (readIfThere(stampFile) === stamp && existsSync(executable)) return executable;
  if (await isOnPath(version)) return 'pnpm';
  if ((await versionOf(executable)) !== version) await fetchPnpm(version, executable);
  writeWhole(stampFile, stamp);
  return executable;
}

/** The folders that PATH needs for turbo to find that pnpm. */
export const pnpmDirectories = (executable) => (executable === 'pnpm' ? [] : [dirname(executable)]);

/**
 * Fetches pnpm as its package of one platform's binary. Not as the package `pnpm`, which without its install script
 * holds no binary, and which has npm ask for fifteen platforms.
 */
async function fetchPnpm(version, executable) {
  say(`fetching pnpm ${version} …`);
  mkdirSync(home, { recursive: true });
  for (const name of pins) copyFileSync(fromRoot('tools/pnpm', name), join(home, name));
  const isPinned = platformPackage() in readJson('tools/pnpm/package.json').optionalDependencies;
  const what = isPinned ? ['ci'] : ['install', '--no-save', '--no-package-lock', `${platformPackage()}@${version}`];
  const failure = `pnpm ${version} could not be fetched from the npm registry`;
  await runOrFail(failure, ...npm([...what, '--ignore-scripts', '--include=optional'], home));
  if ((await versionOf(executable)) === version) return;
  throw new SetupError(`${failure}, or does not run on this system.`, {
    hint: `Is the registry within reach (npm ping)? Else: install pnpm ${version} and run the command again.`,
  });
}

function platformPackage() {
  const isMusl = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  return `@pnpm/exe.${process.platform}-${process.arch}${isMusl ? '-musl' : ''}`;
}

async function isOnPath(version) {
  // On Windows that is a batch file, which only a shell can start; the fetched program needs none.
  return process.platform !== 'win32' && (await versionOf('pnpm')) === version;
}

/** Asked in the temporary folder, where no `packageManager` field makes pnpm (or corepack) fetch another version. */
async function versionOf(executable) {
  const environment = { ...process.env, COREPACK_ENABLE_NETWORK: '0', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' };
  try {
    const { exitCode, stdout } = await runQuietly(executable, ['--version'], { directory: tmpdir(), environment });
    return exitCode === 0 ? stdout.trim() : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'ENOEXEC') return undefined;
    throw error;
  }
}
