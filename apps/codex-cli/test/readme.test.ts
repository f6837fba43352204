import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadConfig } from '@codex-langfuse/config';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const env = { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-2', LANGFUSE_AUTH: 'cGstbGYtMTpzay1sZi0y' };

let readme: string;
let home: string;
beforeAll(async () => {
  readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  home = await mkdtemp(join(tmpdir(), 'codex-readme-'));
  await mkdir(join(home, '.codex'));
});
afterAll(() => rm(home, { recursive: true }));

test('each configuration in the README sends traces to Langfuse', async () => {
  const blocks = [...readme.matchAll(/```toml\n([^]*?)```/g)].map((match) => match[1] ?? '');
  expect(blocks).toHaveLength(2);
  const urls: (string | undefined)[] = [];
  for (const block of blocks) {
    await writeFile(join(home, '.codex', 'config.toml'), block);
    const { config, warnings } = loadConfig({ home, cwd: home, env, systemDirectory: join(home, 'none') });
    expect(warnings).toEqual([]);
    expect(config.otel.destinations.map(({ kind }) => kind)).toEqual(['langfuse']);
    urls.push(config.otel.destinations[0]?.signals.traces?.url);
  }
  expect(urls).toEqual([
    'https://cloud.langfuse.com/api/public/otel/v1/traces',
    'https://langfuse.example.com/api/public/otel/v1/traces',
  ]);
});

test('the examples in the README are those that are run', async () => {
  const check = promisify(execFile)(process.execPath, [join(ROOT, 'scripts/docs.mjs'), '--check']);
  expect(await check).toEqual({ stdout: '', stderr: '' });
});

test('every file that README and docs link to is there', async () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'];
  for (const document of documents) {
    const text = await readFile(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    for (const link of links) {
      const path = fileURLToPath(new URL(link, `file://${ROOT}${document}`));
      expect({ document, link, exists: existsSync(path) }).toEqual({ document, link, exists: true });
    }
  }
});
