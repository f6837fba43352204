import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { runOrFail, runQuietly } from './child.mjs';
import { hashOfContents, readIfThere, writeWhole } from './files.mjs';
import { npm } from './npm.mjs';
import { fromRoot, readJson } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const home = fromRoot('.tools/pnpm');
const stampFile = join(home, 'installed');
const wanted = fromRoot('tools/pnpm/package.json');

/** The pinned pnpm: the fetched one, else one of exactly that version on PATH, else it is fetched. Absolute path or name. */
export async function ensurePnpm() {
  const { version } = pinned();
  if (readIfThere(stampFile) === hashOfContents([wanted]) && nativeExecutable()) return nativeExecutable();
  if (await isOnPath(version)) return 'pnpm';
  if (!(await isFetched(version))) {
    say(`fetching pnpm ${version} …`);
    mkdirSync(home, { recursive: true });
    copyFileSync(wanted, join(home, 'package.json'));
    await runOrFail(
      `pnpm ${version} could not be fetched`,
      ...npm(['install', '--ignore-scripts', '--include=optional', '--no-package-lock'], home),
    );
    if (!(await isFetched(version))) {
      throw new SetupError(`pnpm ${version} has no binary for ${process.platform}-${process.arch}`, {
        hint: `Install it another way (corepack, or https://pnpm.io/installation) and run the command again.`,
      });
    }
  }
  writeWhole(stampFile, hashOfContents([wanted]));
  return nativeExecutable();
}

/** The folders that PATH needs for turbo to find that pnpm. */
export const pnpmDirectories = (executable) => (executable === 'pnpm' ? [] : [dirname(executable)]);

function pinned() {
  const [name, version] = readJson('package.json').packageManager.split('@');
  return { name, version };
}

/**
 * Without its install script the package `pnpm` holds a placeholder; the program is in `@pnpm/exe.<platform>`.
 */
function nativeExecutable() {
  const scope = join(home, 'node_modules', '@pnpm');
  if (!existsSync(scope)) return undefined;
  const file = process.platform === 'win32' ? 'pnpm.exe' : 'pnpm';
  const candidates = readdirSync(scope).filter((name) => name.startsWith('exe.'));
  return candidates.map((name) => join(scope, name, file)).find((path) => existsSync(path));
}

async function isFetched(version) {
  const executable = nativeExecutable();
  return executable !== undefined && (await versionOf(executable)) === version;
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
