import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { fromRoot, nodeScript } from '../lib/paths.mjs';

let folder;

beforeEach(() => {
  // realpath: oxlint reports resolved paths, and the temporary folder may be a link.
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'lint-'));
  cpSync(fromRoot('.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  cpSync(fromRoot('scripts/lint'), join(folder, 'scripts/lint'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['packages/events/src/a.ts', "import '@codex-langfuse/otel';", 'packages/events may import no other room, not otel'],
  ['packages/core/src/a.ts', "import { x } from '@codex-langfuse/otel'; x();", 'only events, config, not otel'],
  ['packages/core/test/a.test.ts', "export * from '@codex-langfuse/exporter';", 'not exporter'],
  ['packages/langfuse/src/a.ts', "export const x = import('@codex-langfuse/exporter');", 'not exporter'],
  ['packages/langfuse/src/a.ts', "export type X = import('@codex-langfuse/core').X;", 'not core'],
  ['packages/core/test/a.test.ts', "jest.unstable_mockModule('@codex-langfuse/otel', () => ({}));", 'not otel'],
  [
    'packages/otel/src/a.ts',
    "import '@codex-langfuse/events/dist/definition.js';",
    'is internal to @codex-langfuse/events',
  ],
  ['packages/otel/src/a.ts', "import '@codex-langfuse/events/testing';", 'is internal to @codex-langfuse/events'],
  ['packages/otel/src/a.ts', "import '../../events/src/definition.ts';", 'leaves the room'],
  ['apps/langfuse-local/src/a.ts', "import '@codex-langfuse/core';", 'not core'],
  ['apps/new/src/a.ts', "import '@codex-langfuse/events';", 'stands in no import arrow'],
  ['examples/one/main.ts', "import '@codex-langfuse/events/dist/a.js';", 'is internal to'],
])('refuses the import in %s: %s', (file, source, message) => {
  plant(file, source);
  expect(lint()).toEqual({ exitCode: 1, output: expect.stringContaining(message) });
});

test.each([
  ['packages/core/src/a.ts', "const key = 'gen_ai.system'; export { key };", 'packages/langfuse/src/vocabulary'],
  [
    'packages/core/src/a.ts',
    'export const key = (x: string): string => `gen_ai.${x}`;',
    'packages/langfuse/src/vocabulary',
  ],
  ['packages/langfuse/src/map/a.ts', 'export const key: RegExp = /^gen_ai\\./;', 'packages/langfuse/src/vocabulary'],
  ['packages/core/src/a.ts', "export const home = process.env['HOME'];", 'The environment is a parameter'],
  ['packages/core/src/a.ts', 'const { env } = process; export { env };', 'The environment is a parameter'],
  ['packages/core/src/a.ts', "import { env } from 'node:process'; export { env };", 'The environment is a parameter'],
  ['apps/codex-cli/src/a.ts', 'export const home = process.env.HOME;', 'The environment is a parameter'],
  ['packages/core/src/a.ts', "console.log('x');", 'no-console'],
  ['packages/core/src/a.ts', 'export default 1;', 'no-default-export'],
  ['packages/core/src/a.ts', 'export const a: any = 1;', 'no-explicit-any'],
  ['packages/core/src/a.ts', `${'// x\n'.repeat(301)}export const a = 1;`, 'max-lines'],
])('refuses what a law forbids in %s: %s', (file, source, message) => {
  plant(file, source);
  expect(lint()).toEqual({ exitCode: 1, output: expect.stringContaining(message) });
});

test('accepts what the arrows and laws allow', () => {
  plant('packages/otel/src/a.ts', "import '@codex-langfuse/exporter';\nimport './deep/b.ts';");
  plant('packages/otel/src/deep/b.ts', "import '../c.ts';");
  plant('packages/otel/src/c.ts', '// gen_ai.system in a comment is prose\nexport const c = 1;');
  plant(
    'packages/otel/test/a.test.ts',
    "import '@codex-langfuse/otel';\nimport '../src/a.ts';\nimport '@codex-langfuse/events/testing';",
  );
  plant(
    'packages/events/package.json',
    JSON.stringify({ exports: { '.': './i.js', './testing': './t.js', './s/*.json': './s/*.json' } }),
  );
  plant(
    'packages/core/test/b.test.ts',
    "import schema from '@codex-langfuse/events/s/a.json' with { type: 'json' };\nschema();",
  );
  plant('packages/langfuse/src/vocabulary/a.ts', "export const system = 'gen_ai.system';");
  plant('packages/config/src/a.ts', 'export const home = process.env.HOME;');
  plant('apps/codex-cli/src/main.ts', "import '@codex-langfuse/core';\nconsole.log(process.env.HOME);");
  plant('examples/one/main.ts', "import '@codex-langfuse/otel';");
  expect(lint()).toEqual({ exitCode: 0, output: expect.not.stringContaining('house') });
});

function plant(file, source) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `${source}\n`);
}

function lint() {
  const parameters = [
    nodeScript('oxlint')(),
    '--config',
    '.oxlintrc.json',
    '--format=unix',
    'packages',
    'apps',
    'examples',
  ];
  for (const name of ['packages', 'apps', 'examples']) mkdirSync(join(folder, name), { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' });
  return { exitCode: status, output: stdout + stderr };
}
