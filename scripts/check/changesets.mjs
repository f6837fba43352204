import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { fromRoot } from '../lib/paths.mjs';
import { packages } from '../lib/workspace.mjs';

/** Every publishable package says what its version brings: in its CHANGELOG.md, or in a changeset that waits for the release. */
export async function changesets() {
  const waiting = readdirSync(fromRoot('.changeset'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .flatMap((name) => packagesNamedIn(readFileSync(fromRoot('.changeset', name), 'utf8')));
  const publishable = packages().filter(({ manifest }) => manifest.private !== true);
  const names = new Set(publishable.map(({ manifest }) => manifest.name));
  return [
    ...publishable.filter((found) => !waiting.includes(found.manifest.name) && !isInChangelog(found)).map(missing),
    ...waiting
      .filter((name) => !names.has(name))
      .map((name) => `a changeset names ${name}, which is no publishable package`),
  ].join('\n');
}

/** The packages in a changeset's front matter. */
export function packagesNamedIn(text) {
  const [, frontMatter = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  return [...frontMatter.matchAll(/^\s*['"]?([^'":\s]+)['"]?\s*:\s*(?:major|minor|patch)\s*$/gm)].map(
    ([, name]) => name,
  );
}

function isInChangelog({ path, manifest }) {
  const file = join(path, 'CHANGELOG.md');
  return existsSync(file) && readFileSync(file, 'utf8').includes(`## ${manifest.version}`);
}

const missing = ({ folder, manifest }) =>
  `${folder}: no changeset for ${manifest.name}, and no entry for ${manifest.version} in its CHANGELOG.md; add one with: npm run changeset`;
