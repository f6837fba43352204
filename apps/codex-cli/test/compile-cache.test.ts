import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withSandbox } from './support.ts';
import type { Sandbox } from './support.ts';

const folderOf = ({ codexHome }: Sandbox): string => join(codexHome, 'cache', 'compiled');

async function compiledFiles(sandbox: Sandbox): Promise<readonly string[]> {
  const entries = await readdir(folderOf(sandbox), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('what was compiled is kept for later runs, for the user alone', async () => {
  await withSandbox(async (sandbox) => {
    expect((await sandbox.codex(['--version'])).code).toBe(0);
    const files = await compiledFiles(sandbox);
    expect(files.length).toBeGreaterThan(0);
    expect((await stat(folderOf(sandbox))).mode & 0o777).toBe(0o700);
    // Nothing new to keep: the second run took all of it from there.
    const written = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
    expect((await sandbox.codex(['--version'])).code).toBe(0);
    expect(await compiledFiles(sandbox)).toEqual(files);
    expect(await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))).toEqual(written);
  });
});

test('kept files that were damaged, and a folder that cannot be made, disturb nothing', async () => {
  await withSandbox(async (sandbox) => {
    const good = await sandbox.codex(['--help']);
    for (const file of await compiledFiles(sandbox)) await writeFile(file, 'nothing that was ever compiled');
    expect(await sandbox.codex(['--help'])).toEqual(good);
    await rm(join(sandbox.codexHome, 'cache'), { recursive: true });
    await writeFile(join(sandbox.codexHome, 'cache'), '');
    expect(await sandbox.codex(['--help'])).toEqual(good);
  });
});

test('no home is made for it', async () => {
  await withSandbox(async (sandbox) => {
    await rm(sandbox.codexHome, { recursive: true });
    expect((await sandbox.codex(['--version'])).code).toBe(0);
    await expect(stat(sandbox.codexHome)).rejects.toThrow('ENOENT');
  });
});

test.each(['', ' '])('CODEX_HOME="%s" is none', async (blank) => {
  await withSandbox(async (sandbox) => {
    expect((await sandbox.codex(['--version'], { env: { CODEX_HOME: blank } })).code).toBe(0);
    expect((await compiledFiles(sandbox)).length).toBeGreaterThan(0);
  });
});
