import { existsSync, readFileSync } from 'node:fs';
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

/**
 * Why a file of `room` may not import `specifier`, or undefined if it may.
 * A room's own name is fine: its tests use it as others do.
 * Examples stand for other people's programs: they may import every room, but no internals either.
 */
export function objectionToImport(room, specifier) {
  if (!specifier.startsWith(scope)) return undefined;
  const [target, ...rest] = specifier.slice(scope.length).split('/');
  const subpath = rest.join('/');
  if (!isOpen(target, subpath))
    return `'${subpath}' is internal to ${scope}${target}; import what its package.json exports.`;
  if (target === room.split('/')[1]) return undefined;
  if (room.startsWith('examples/')) return undefined;
  const allowed = mayImport[room];
  if (allowed === undefined) return `${room} stands in no import arrow; add it to scripts/lint/rooms.mjs.`;
  if (allowed.includes(target)) return undefined;
  return `${room} may import ${allowed.length === 0 ? 'no other room' : `only ${allowed.join(', ')}`}, not ${target}.`;
}

/** Whether a room offers an entry to others: its package.json lists it under `exports`. Anything else is internal. */
function isOpen(name, subpath) {
  return subpath === '' || entriesOf(name).some((pattern) => pattern.test(subpath));
}

const entries = new Map();

function entriesOf(name) {
  if (!entries.has(name)) {
    const files = ['packages', 'apps'].map((parent) => join(root, parent, name, 'package.json'));
    const file = files.find((candidate) => existsSync(candidate));
    const exported = file === undefined ? [] : Object.keys(JSON.parse(readFileSync(file, 'utf8')).exports ?? {});
    entries.set(name, exported.map(toPattern));
  }
  return entries.get(name);
}

/** `./schemas/*.json` as a pattern for what stands behind the package's name and a slash. */
function toPattern(entry) {
  const escaped = entry.replace(/^\.\/?/, '').replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace('*', '.+')}$`);
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
