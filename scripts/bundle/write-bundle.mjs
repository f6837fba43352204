import { readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';

import { writeWhole } from '../lib/files.mjs';

/**
 * Writes what the bundler made so that it can be imported at any time meanwhile, also by two processes at once: each
 * file whole or not at all, chunks before the entries that load them. Source maps come last, so that one that tells of
 * the present sources means that all code is made of them. Then files of earlier bundles go: those below `dist` whose
 * name, with `/`, `isBundled` says yes to.
 */
export function writeBundle(dist, output, isBundled) {
  const files = output.toSorted((left, right) => turnOf(left) - turnOf(right));
  for (const file of files) writeWhole(join(dist, file.fileName), file.type === 'chunk' ? file.code : file.source);
  const kept = new Set(files.map((file) => file.fileName));
  for (const found of readdirSync(dist, { recursive: true })) {
    const name = found.split(sep).join('/');
    if (isBundled(name) && !kept.has(name)) rmSync(join(dist, found), { force: true });
  }
}

function turnOf(file) {
  if (file.type !== 'chunk') return 2;
  return file.isEntry ? 1 : 0;
}

/** For packages whose compiler writes declarations only: all code is the bundle's. */
export function isCode(name) {
  return /\.js(?:\.map)?$/.test(name);
}
