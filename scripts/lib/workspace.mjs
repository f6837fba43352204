import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { fromRoot, readJson } from './paths.mjs';

/** The parents of the workspace's packages, as in pnpm-workspace.yaml. */
const parents = ['packages', 'apps', 'examples'];

/** The folders of all packages, relative to the root, with `/`: `packages/events`, `apps/codex-cli`, … */
export function packageFolders() {
  return parents.flatMap((parent) => {
    if (!existsSync(fromRoot(parent))) return [];
    const names = readdirSync(fromRoot(parent)).sort();
    return names
      .filter((name) => existsSync(fromRoot(parent, name, 'package.json')))
      .map((name) => `${parent}/${name}`);
  });
}

/** Every package as `{ folder, path, manifest }`: relative folder, absolute path, parsed package.json. */
export function packages() {
  return packageFolders().map((folder) => ({
    folder,
    path: join(fromRoot(folder)),
    manifest: readJson(folder, 'package.json'),
  }));
}
