import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The npm scope of every room. */
export const scope = '@codex-langfuse/';

const everyPackage = ['events', 'config', 'otlp', 'langfuse', 'exporter', 'otel', 'core'];

/**
 * The import arrows: which rooms a room may import. A room is a folder below packages/ or apps/.
 * This table is the law; lint applies it to every import, `npm run check` to every package.json and tsconfig.json.
 */
export const mayImport = {
  'packages/events': [],
  'packages/config': [],
  'packages/otlp': [],
  'packages/langfuse': ['events', 'otlp'],
  'packages/exporter': ['config', 'otlp', 'langfuse'],
  'packages/otel': ['events', 'config', 'otlp', 'langfuse', 'exporter'],
  'packages/core': ['events', 'config'],
  'apps/codex-cli': [...everyPackage, 'langfuse-local'],
  'apps/langfuse-local': ['otlp', 'langfuse', 'events', 'exporter'],
  'apps/langfuse-web': [],
};

/** What a room offers to others: its main entry, test doubles, its package.json. Everything else is internal. */
const openSubpaths = new Set(['', 'testing', 'package.json']);

/** Further entries of a room: parts that most of its users do without. */
const furtherSubpaths = {
  events: ['readers', 'schema', 'validate'],
  exporter: ['fingerprint'],
  otel: ['provider'],
};

/**
 * Why a file of `room` may not import `specifier`, or undefined if it may.
 * A room's own name is fine: its tests use it as others do.
 * Examples stand for other people's programs: they may import every room, but no internals either.
 */
export function objectionToImport(room, specifier) {
  if (!specifier.startsWith(scope)) return undefined;
  const [target, ...rest] = specifier.slice(scope.length).split('/');
  const subpath = rest.join('/');
  if (!openSubpaths.has(subpath) && !furtherSubpaths[target]?.includes(subpath))
    return `'${subpath}' is internal to ${scope}${target}; import what its index exports.`;
  if (target === room.split('/')[1]) return undefined;
  if (room.startsWith('examples/')) return undefined;
  const allowed = mayImport[room];
  if (allowed === undefined) return `${room} stands in no import arrow; add it to scripts/lint/rooms.mjs.`;
  if (allowed.includes(target)) return undefined;
  return `${room} may import ${allowed.length === 0 ? 'no other room' : `only ${allowed.join(', ')}`}, not ${target}.`;
}

/**
 * The room that a file belongs to, as `{ room, folder, inside }`: 'packages/events', that folder's absolute path, and
 * the file's path in it with '/'. Undefined outside of rooms.
 */
export function roomOf(file) {
  const [parent, name, ...inside] = relative(root, file).split(sep);
  if (!['packages', 'apps', 'examples'].includes(parent) || inside.length === 0) return undefined;
  return { room: `${parent}/${name}`, folder: join(root, parent, name), inside: inside.join('/') };
}

/** The workspace dependencies that a package.json declares, as room names. */
export function declaredRooms(manifest) {
  const fields = [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.peerDependencies,
    manifest.optionalDependencies,
  ];
  return fields
    .flatMap((field) => Object.keys(field ?? {}))
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length));
}

/** The rooms that a tsconfig.json refers to. */
export function referencedRooms(tsconfigFile) {
  const { references = [] } = JSON.parse(readFileSync(tsconfigFile, 'utf8'));
  return references.map(({ path }) => join(dirname(tsconfigFile), path).split(sep).at(-1));
}
