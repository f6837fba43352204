import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { EVENTS } from '../dist/index.js';
import { commonMetadataSchema, eventJsonSchema } from '../dist/schema/index.js';
import { eventsMarkdown } from './events-markdown.mjs';

/**
 * Writes what is derived from the registry: a JSON Schema per event and the reference in docs/events.md.
 * With `--check` it writes nothing and says what is stale; exit code 1 if anything is.
 * `--root <folder>` stands for the repository, so that the check itself can be tried on a copy.
 */
const parameters = process.argv.slice(2);
const package_ = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = parameters.includes('--root') ? parameters[parameters.indexOf('--root') + 1] : join(package_, '..', '..');
const schemas = join(root, 'packages', 'events', 'schemas');

const files = new Map([
  [join(root, 'docs', 'events.md'), eventsMarkdown()],
  [join(schemas, 'common-metadata.schema.json'), json(commonMetadataSchema())],
  ...Object.keys(EVENTS).map((name) => [join(schemas, `${name}.schema.json`), json(eventJsonSchema(name))]),
]);
const surplus = listed(schemas).filter((file) => !files.has(file));

if (parameters.includes('--check')) check();
else write();

function check() {
  const stale = [...files].filter(([file, text]) => content(file) !== text).map(([file]) => file);
  const problems = [
    ...stale.map((file) => `stale: ${shown(file)}`),
    ...surplus.map((file) => `surplus: ${shown(file)}`),
  ];
  if (problems.length === 0) return;
  process.stderr.write(`${problems.join('\n')}\nRun \`pnpm run generate\` in packages/events.\n`);
  process.exitCode = 1;
}

function write() {
  for (const file of surplus) rmSync(file);
  for (const [file, text] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function content(file) {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function listed(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function shown(file) {
  return relative(root, file).replaceAll('\\', '/');
}
