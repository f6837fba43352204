import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The built command. */
export const codexMain = join(root, 'apps/codex-cli/dist/main.js');

export const fromRoot = (...parts) => join(root, ...parts);

/** A built package of this repository: `packages/otel`, or one entry of it. */
export const importBuilt = (folder, entry = 'index.js') =>
  import(pathToFileURL(join(root, folder, 'dist', entry)).href);

/** A dependency of one of the packages, in the version that the package uses. */
export function importDependency(folder, name) {
  const { resolve } = createRequire(pathToFileURL(join(root, folder, 'package.json')));
  return import(pathToFileURL(resolve(name)).href);
}
