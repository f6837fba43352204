import { existsSync } from 'node:fs';

import { runOrFail } from './child.mjs';
import { toolEnvironment } from './environment.mjs';
import { hashOfContents, readIfThere, writeWhole } from './files.mjs';
import { fromRoot } from './paths.mjs';
import { say } from './say.mjs';
import { packageFolders } from './workspace.mjs';

const stampFile = fromRoot('node_modules/.cache/codex-langfuse/installed');

/** Whether the installed dependencies are those of the lock file and of every package.json. */
export function isInstalled() {
  return readIfThere(stampFile) === wantedStamp();
}

/** Installs exactly what pnpm-lock.yaml says; runs no package's install script (see pnpm-workspace.yaml). */
export async function install(machine) {
  say('installing dependencies …');
  const parameters = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'];
  await runOrFail('the dependencies could not be installed', machine.pnpm, parameters, {
    ...toolEnvironment(machine),
    hint: 'After a change of a package.json, run `npm run pnpm -- install` to bring pnpm-lock.yaml up to date.',
  });
  writeWhole(stampFile, wantedStamp());
}

function wantedStamp() {
  const folders = packageFolders();
  const manifests = ['package.json', ...folders.map((folder) => `${folder}/package.json`)];
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests];
  // A package without dependencies has no node_modules; whether it has one must then stay the same.
  const present = folders.filter((folder) => existsSync(fromRoot(folder, 'node_modules')));
  return hashOfContents(
    files.map((file) => fromRoot(file)),
    process.platform,
    process.arch,
    ...present,
  );
}
