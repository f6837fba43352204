import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, test } from '@jest/globals';

import { applyPatch } from '../src/tools/apply-patch/apply-patch.ts';
import { interceptPatch } from '../src/tools/apply-patch/intercept-patch.ts';
import { writablePathCheck } from '../src/sandbox/writable-paths.ts';
import { FILE_CASES } from './support/file-patch-cases.ts';
import { PATCH_SUCCESS, type Files } from './support/patch-case.ts';
import { UPDATE_CASES } from './support/update-patch-cases.ts';

test.each([...FILE_CASES, ...UPDATE_CASES])(
  'apply_patch: $name',
  async ({ before = {}, hunks, patch, after, text, textGoesOn }) => {
    await inFolder(before, async (folder) => {
      const whole = patch ?? ['*** Begin Patch', ...(hunks ?? []), '*** End Patch'].join('\n');
      const outcome = await applyPatch(whole, folder, () => Promise.resolve(undefined));
      expect(textGoesOn === true ? outcome.text.slice(0, text.length) : outcome.text).toBe(text);
      expect(outcome.kind).toBe(outcome.text.startsWith(PATCH_SUCCESS) ? 'applied' : 'failed');
      expect(await filesOf(folder)).toEqual(after);
    });
  },
);

test.each([
  { name: 'a heredoc', command: "apply_patch <<'EOF'\nP\nEOF", patch: 'P', workdir: '/w' },
  { name: 'a heredoc without quotes', command: 'applypatch <<EOF\nP\nQ\nEOF\n', patch: 'P\nQ', workdir: '/w' },
  {
    name: 'a heredoc after cd',
    command: 'cd \'a b\' && apply_patch <<"PATCH"\nP\nPATCH',
    patch: 'P',
    workdir: '/w/a b',
  },
  { name: 'argv', command: ['apply_patch', 'P'], patch: 'P', workdir: '/w' },
  {
    name: 'a shell in argv',
    command: ['bash', '-lc', "cd /x && apply_patch <<'EOF'\nP\nEOF"],
    patch: 'P',
    workdir: '/x',
  },
])('a shell command that only applies a patch: $name', ({ command, patch, workdir }) => {
  expect(interceptPatch(command, '/w')).toEqual({ patch, workdir });
});

test.each([
  "apply_patch <<'EOF'\nP\nEOF\nrm -rf x",
  "cd x; apply_patch <<'EOF'\nP\nEOF",
  "cd $HOME && apply_patch <<'E'\nP\nE",
  'echo apply_patch',
  "apply_patch <<'EOF' | tee x\nP\nEOF",
])('a shell command that does more is left to the shell: %j', (command) => {
  expect(interceptPatch(command, '/w')).toBeUndefined();
});

test('workspace-write keeps patches inside the folder, through links and beside protected folders', async () => {
  await inFolder({ 'work/in.txt': 'in\n', 'work/.git/config': 'x\n', 'outside/out.txt': 'out\n' }, async (folder) => {
    const work = join(folder, 'work');
    await symlink(join(folder, 'outside'), join(work, 'link'));
    await symlink(join(folder, 'outside/new.txt'), join(work, 'dangling.txt'));
    const check = writablePathCheck('workspace-write', [work]);
    const add = (path: string) =>
      applyPatch(
        `*** Begin Patch\n*** Add File: in.txt\n+changed\n*** Add File: ${path}\n+x\n*** End Patch`,
        work,
        check,
      );
    for (const path of [
      '../outside/a.txt',
      join(folder, 'outside/a.txt'),
      'link/a.txt',
      'dangling.txt',
      '.git/hooks/pre-commit',
      'sub/.codex/config.toml',
      '.GIT/config',
    ]) {
      expect(await add(path)).toMatchObject({ kind: 'failed', summary: 'blocked by the sandbox' });
    }
    const move = await applyPatch(
      '*** Begin Patch\n*** Update File: in.txt\n*** Move to: ../outside/b.txt\n-in\n+x\n*** End Patch',
      work,
      check,
    );
    expect(move).toMatchObject({ kind: 'failed', summary: 'blocked by the sandbox' });
    expect(await readFile(join(work, 'in.txt'), 'utf8')).toBe('in\n');
    expect(await readdir(join(folder, 'outside'))).toEqual(['out.txt']);
    expect(await add('sub/ok.txt')).toMatchObject({ kind: 'applied' });
  });
});

async function inFolder(files: Files, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-patch-'));
  try {
    for (const [path, contents] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), contents);
    }
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesOf(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
  );
  return Object.fromEntries(contents);
}
