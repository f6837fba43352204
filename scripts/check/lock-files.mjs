import { readFileSync } from 'node:fs';

import { runQuietly } from '../lib/child.mjs';
import { fromRoot } from '../lib/paths.mjs';

/** What ties an install to one registry, or to a place that is none. */
const forbidden = [
  [/https?:\/\/(?:registry|npm)\.[\w.-]+/, 'names a registry host'],
  [/"resolved"\s*:/, 'has a `resolved` address'],
  [/\btarball:/, 'has a `tarball:` address'],
  [/^\s*(?:registry|@[\w-]+:registry)\s*[=:]/, 'sets a registry'],
];

const lockFileNames = /(^|\/)(pnpm-lock\.yaml|package-lock\.json|npm-shrinkwrap\.json|\.npmrc|pnpm-workspace\.yaml)$/;

/** No lock or settings file of the repository names a registry: everyone installs from the one that they have. */
export async function lockFiles() {
  const { stdout } = await runQuietly('git', ['ls-files', '-z'], { environment: process.env });
  const files = stdout.split('\0').filter((file) => lockFileNames.test(file));
  return files.flatMap((file) => problemsOf(file, readFileSync(fromRoot(file), 'utf8'))).join('\n');
}

/** What is wrong in one file's text, as `file:line: …`. */
export function problemsOf(file, text) {
  return text
    .split('\n')
    .flatMap((line, index) =>
      forbidden.filter(([pattern]) => pattern.test(line)).map(([, problem]) => `${file}:${index + 1}: ${problem}`),
    );
}
