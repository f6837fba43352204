import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The text of a file, or undefined where there is none. */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Writes a file as a whole: a reader sees the old text or the new, never a part. */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

/** sha256 over the contents of files (a missing file counts as such) and over further strings. */
export function hashOfContents(files, ...further) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${readIfThere(file) ?? 'missing'}\0`);
  for (const text of further) hash.update(`${text}\0`);
  return hash.digest('hex');
}

/** A file, or all files below a folder, as `{ path, status }` in a stable order; none where there is nothing. */
export function* filesAt(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) yield { path, status };
  if (!status?.isDirectory()) return;
  for (const name of readdirSync(path).sort()) yield* filesAt(join(path, name));
}
