import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { readJson } from '../lib/paths.mjs';
import { packages } from '../lib/workspace.mjs';
import { declaredRooms, mayImport, referencedRooms, scope } from '../lint/rooms.mjs';

const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const neededScripts = ['build', 'types', 'test'];

/** Every package.json agrees with the import arrows, with its tsconfig.json and with the house rules. */
export async function manifests() {
  const tools = problemsOfVersions('package.json', readJson('package.json'));
  return [...tools, ...packages().flatMap(problemsOf)].join('\n');
}

function problemsOf({ folder, path, manifest }) {
  const problems = problemsOfVersions(`${folder}/package.json`, manifest);
  const say = (problem) => problems.push(`${folder}/package.json: ${problem}`);
  if (folder.startsWith('examples/')) return problems;

  const declared = declaredRooms(manifest);
  const allowed = mayImport[folder];
  if (allowed === undefined) say('stands in no import arrow (scripts/lint/rooms.mjs)');
  for (const room of declared) if (allowed && !allowed.includes(room)) say(`may not depend on ${scope}${room}`);

  const tsconfig = join(path, 'tsconfig.json');
  if (existsSync(tsconfig)) {
    const referenced = referencedRooms(tsconfig);
    for (const room of declared)
      if (!referenced.includes(room)) say(`depends on ${room}, to which tsconfig.json has no reference`);
    for (const room of referenced)
      if (!declared.includes(room)) say(`does not declare ${room}, to which tsconfig.json refers`);
  }

  if (manifest.name !== `${scope}${folder.split('/')[1]}`) say(`should be named ${scope}${folder.split('/')[1]}`);
  if (manifest.license !== 'Apache-2.0') say('needs "license": "Apache-2.0"');
  if (!manifest.engines?.node) say('needs engines.node');
  for (const script of neededScripts) if (!manifest.scripts?.[script]) say(`needs a script "${script}"`);
  if (!existsSync(join(path, 'README.md'))) say('has no README.md beside it');
  return problems;
}

/** Dependencies from the registry are pinned; those of the workspace are `workspace:^`. */
function problemsOfVersions(file, manifest) {
  const entries = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((field) =>
    Object.entries(manifest[field] ?? {}),
  );
  return entries.flatMap(([name, version]) => {
    if (name.startsWith(scope)) return version === 'workspace:^' ? [] : [`${file}: ${name} should be "workspace:^"`];
    return exactVersion.test(version) ? [] : [`${file}: ${name} should have an exact version, not "${version}"`];
  });
}
