import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a bundle so that the command can be started at any time meanwhile: chunks first, whole or not at all, then the
 * entry, then chunks of earlier bundles go.
 */
export function writeBundle(dist, output, texts) {
  const files = output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
  const isEntry = ([name]) => !name.includes('/');
  for (const [name, content] of [
    ...files.filter((file) => !isEntry(file)),
    ...files.filter(isEntry),
    ...Object.entries(texts),
  ]) {
    writeWhole(join(dist, name), content);
  }
  const kept = new Set(files.map(([name]) => basename(name)));
  const chunks = join(dist, 'chunks');
  for (const name of readdirSync(chunks)) if (!kept.has(name)) rmSync(join(chunks, name));
}

function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
