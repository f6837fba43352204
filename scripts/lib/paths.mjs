import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, absolute. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An absolute path below the repository's folder. */
export const fromRoot = (...segments) => join(root, ...segments);

/** The parsed JSON of a file below the repository's folder. */
export const readJson = (...segments) => JSON.parse(readFileSync(fromRoot(...segments), 'utf8'));

/**
 * A development dependency's command as a JavaScript file, so that it can be run with a chosen Node and without a shell.
 * Returns a function, because before the install there is nothing to look up.
 */
export const nodeScript =
  (packageName, command = packageName) =>
  () => {
    const { bin } = readJson('node_modules', packageName, 'package.json');
    return fromRoot('node_modules', packageName, typeof bin === 'string' ? bin : bin[command]);
  };
