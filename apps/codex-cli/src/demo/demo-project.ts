import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A temporary git workspace with a small project in it. */
export interface DemoProject {
  readonly directory: string;
  remove(): Promise<void>;
}

export const DEMO_PROMPT = 'The tests of this project fail. Find out why, fix it, and show that they pass.';

const FILES: Readonly<Record<string, string>> = {
  'package.json': `{
  "name": "slugs",
  "type": "module",
  "scripts": { "test": "node --test" }
}
`,
  'slugify.js': `/** Turns a title into the last part of a URL: "Hello, World!" becomes "hello-world". */
export function slugify(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .replace(/^-+|-+$/g, '');
}
`,
  'slugify.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { slugify } from './slugify.js';

test('a title becomes a slug', () => {
  assert.equal(slugify('Hello, World!'), 'hello-world');
});
`,
};

/** Makes the project, with a bug in it: a run of other characters should become one dash, not one each. */
export async function createDemoProject(): Promise<DemoProject> {
  const directory = await mkdtemp(join(tmpdir(), 'codex-demo-'));
  await Promise.all(Object.entries(FILES).map(([name, content]) => writeFile(join(directory, name), content)));
  await promisify(execFile)('git', ['init', '--quiet', directory]);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
