import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { configurationMarkdown } from './configuration-markdown.mjs';

/**
 * Writes docs/configuration.md, the reference of config.toml, from the schema.
 * With `--check` it writes nothing and says when the file is stale; exit code 1 then.
 * `--root <folder>` stands for the repository, so that the check itself can be tried on a copy.
 */
const parameters = process.argv.slice(2);
const package_ = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = parameters.includes('--root') ? parameters[parameters.indexOf('--root') + 1] : join(package_, '..', '..');
const file = join(root, 'docs', 'configuration.md');
const text = configurationMarkdown();

if (!parameters.includes('--check')) {
  writeFileSync(file, text);
} else if (content() !== text) {
  process.stderr.write('stale: docs/configuration.md\nRun `pnpm run generate` in packages/config.\n');
  process.exitCode = 1;
}

function content() {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
