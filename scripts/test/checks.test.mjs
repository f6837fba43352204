import { expect, test } from '@jest/globals';

import { packagesNamedIn } from '../check/changesets.mjs';
import { problemsOf } from '../check/lock-files.mjs';
import { readJson } from '../lib/paths.mjs';

test.each([
  ['pnpm-lock.yaml', '    resolution: {integrity: sha512-x, tarball: file:x.tgz}'],
  ['package-lock.json', '      "resolved": "x"'],
  ['package-lock.json', `  "note": "https://${'registry'}.example.org/x"`],
  ['.npmrc', 'registry=http://localhost:4873/'],
])('a line of %s that ties installs to a place is reported: %s', (file, line) => {
  expect(problemsOf(file, `first\n${line}\n`)).toEqual([expect.stringMatching(`^${file}:2: `)]);
});

test('an ordinary lock file is accepted', () => {
  expect(
    problemsOf(
      'pnpm-lock.yaml',
      "  jest@30.5.2:\n    resolution: {integrity: sha512-x}\n    engines: {node: '>=18'}\n",
    ),
  ).toEqual([]);
});

test('the packages of a changeset are those of its front matter', () => {
  const text = "---\n'@codex-langfuse/events': minor\n\"@codex-langfuse/otel\": patch\n---\n\n'not-this': minor\n";
  expect(packagesNamedIn(text)).toEqual(['@codex-langfuse/events', '@codex-langfuse/otel']);
});

test('the pnpm that is fetched is the one that package.json names', () => {
  const version = readJson('package.json').packageManager.replace('pnpm@', '');
  const { optionalDependencies } = readJson('tools/pnpm/package.json');
  const { packages } = readJson('tools/pnpm/package-lock.json');
  expect(Object.values(optionalDependencies)).toEqual(Object.values(optionalDependencies).map(() => version));
  for (const name of Object.keys(optionalDependencies)) {
    expect(packages[`node_modules/${name}`]).toMatchObject({ version, integrity: expect.any(String) });
  }
});
