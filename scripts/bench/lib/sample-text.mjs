import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from './repository.mjs';

/** Source code of this repository, what coding agents mostly look at: about `bytes` of it, the same each time. */
export function sourceText(bytes) {
  const folder = fromRoot('packages');
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => /^\w+[/\\]src[/\\].*\.ts$/.test(name) && !/redact/.test(name))
    .sort((left, right) => (left < right ? -1 : 1));
  let text = '';
  for (let index = 0; text.length < bytes; index += 1) {
    text += readFileSync(join(folder, files[index % files.length]), 'utf8');
  }
  return text.slice(0, bytes);
}
