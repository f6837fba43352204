import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, test } from '@jest/globals';

import { applyPatch } from '../src/tools/apply-patch/apply-patch.ts';
import { interceptPatch } from '../src/tools/apply-patch/intercept-patch.ts';
import { writablePathCheck } from '../src/sandbox/writable-paths.ts';

type Files = Readonly<Record<string, string>>;

interface Case {
  readonly name: string;
  readonly before?: Files;
  /** Lines between the two markers. */
  readonly hunks?: readonly string[];
  /** The whole text, instead. */
  readonly patch?: string;
  readonly after: Files;
  readonly text: string | RegExp;
}

const OK = 'Success. Updated the following files:\n';
const INVALID_HEADER =
  "is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'";

const CASES: readonly Case[] = [
  { name: 'adds a file', hunks: ['*** Add File: a.txt', '+one', '+two'], after: { 'a.txt': 'one\ntwo\n' }, text: `${OK}A a.txt\n` },
  { name: 'adds a file in new folders', hunks: ['*** Add File: x/y/a.txt', '+one'], after: { 'x/y/a.txt': 'one\n' }, text: `${OK}A x/y/a.txt\n` },
  { name: 'adds an empty line', hunks: ['*** Add File: a.txt', '+', '+b'], after: { 'a.txt': '\nb\n' }, text: `${OK}A a.txt\n` },
  { name: 'adding overwrites', before: { 'a.txt': 'old\n' }, hunks: ['*** Add File: a.txt', '+new'], after: { 'a.txt': 'new\n' }, text: `${OK}A a.txt\n` },
  { name: 'keeps Unicode', hunks: ['*** Add File: ä.txt', '+👍 “x”'], after: { 'ä.txt': '👍 “x”\n' }, text: `${OK}A ä.txt\n` },
  { name: 'deletes a file', before: { 'a.txt': 'x\n', 'b.txt': 'y\n' }, hunks: ['*** Delete File: a.txt'], after: { 'b.txt': 'y\n' }, text: `${OK}D a.txt\n` },
  { name: 'deleting what is not there fails', hunks: ['*** Delete File: a.txt'], after: {}, text: /^Failed to delete file a\.txt: ENOENT/ },
  { name: 'deleting a folder fails', before: { 'd/a.txt': 'x\n' }, hunks: ['*** Delete File: d'], after: { 'd/a.txt': 'x\n' }, text: /^Failed to delete file d: / },
  { name: 'updates with context', before: { 'a.txt': 'a\nb\nc\n' }, hunks: ['*** Update File: a.txt', '@@', ' a', '-b', '+B', ' c'], after: { 'a.txt': 'a\nB\nc\n' }, text: `${OK}M a.txt\n` },
  { name: 'the first chunk may omit @@', before: { 'a.txt': 'a\nb\n' }, hunks: ['*** Update File: a.txt', '-b', '+B'], after: { 'a.txt': 'a\nB\n' }, text: `${OK}M a.txt\n` },
  { name: 'a later chunk needs @@', before: { 'a.txt': 'a\nb\n' }, hunks: ['*** Update File: a.txt', '@@', '-a', '+A', 'stray'], after: { 'a.txt': 'a\nb\n' }, text: "invalid hunk at line 6, Expected update hunk to start with a @@ context marker, got: 'stray'" },
  { name: 'several chunks in order', before: { 'a.txt': '1\n2\n3\n4\n5\n' }, hunks: ['*** Update File: a.txt', '@@', '-2', '+two', '@@', '-4', '+four'], after: { 'a.txt': '1\ntwo\n3\nfour\n5\n' }, text: `${OK}M a.txt\n` },
  { name: 'chunks in the wrong order do not match', before: { 'a.txt': '1\n2\n3\n' }, hunks: ['*** Update File: a.txt', '@@', '-3', '+x', '@@', '-1', '+y'], after: { 'a.txt': '1\n2\n3\n' }, text: 'Failed to find expected lines in a.txt:\n1' },
  { name: 'an anchor narrows the search', before: { 'a.py': 'def f():\n  x = 1\ndef g():\n  x = 1\n' }, hunks: ['*** Update File: a.py', '@@ def g():', '-  x = 1', '+  x = 2'], after: { 'a.py': 'def f():\n  x = 1\ndef g():\n  x = 2\n' }, text: `${OK}M a.py\n` },
  { name: 'an anchor that is missing', before: { 'a.py': 'x\n' }, hunks: ['*** Update File: a.py', '@@ def h():', '-x', '+y'], after: { 'a.py': 'x\n' }, text: "Failed to find context 'def h():' in a.py" },
  { name: 'an anchor with other indentation', before: { 'a.py': '  def f():\n    x\n' }, hunks: ['*** Update File: a.py', '@@ def f():', '-    x', '+    y'], after: { 'a.py': '  def f():\n    y\n' }, text: `${OK}M a.py\n` },
  { name: 'only added lines go to the end', before: { 'a.txt': 'a\nb\n' }, hunks: ['*** Update File: a.txt', '@@', '+c'], after: { 'a.txt': 'a\nb\nc\n' }, text: `${OK}M a.txt\n` },
  { name: 'only added lines into an empty file', before: { 'a.txt': '' }, hunks: ['*** Update File: a.txt', '+c'], after: { 'a.txt': 'c\n' }, text: `${OK}M a.txt\n` },
  { name: 'ends with a newline where there was none', before: { 'a.txt': 'a\nb' }, hunks: ['*** Update File: a.txt', '-a', '+A'], after: { 'a.txt': 'A\nb\n' }, text: `${OK}M a.txt\n` },
  { name: 'removes lines', before: { 'a.txt': 'a\nb\nc\n' }, hunks: ['*** Update File: a.txt', '-b'], after: { 'a.txt': 'a\nc\n' }, text: `${OK}M a.txt\n` },
  { name: 'exact match wins over an earlier loose one', before: { 'a.txt': 'x \nx\n' }, hunks: ['*** Update File: a.txt', '-x', '+y'], after: { 'a.txt': 'x \ny\n' }, text: `${OK}M a.txt\n` },
  { name: 'trailing whitespace is forgiven', before: { 'a.txt': 'a  \nb\t\n' }, hunks: ['*** Update File: a.txt', ' a', '-b', '+B'], after: { 'a.txt': 'a\nB\n' }, text: `${OK}M a.txt\n` },
  { name: 'leading whitespace is forgiven', before: { 'a.txt': '    a\n' }, hunks: ['*** Update File: a.txt', '-  a', '+  b'], after: { 'a.txt': '  b\n' }, text: `${OK}M a.txt\n` },
  { name: 'Unicode dashes are plain ones', before: { 'a.txt': 'a \u2013 b\n' }, hunks: ['*** Update File: a.txt', '-a - b', '+c'], after: { 'a.txt': 'c\n' }, text: `${OK}M a.txt\n` },
  { name: 'Unicode quotes are plain ones', before: { 'a.txt': '\u201Ca\u201D \u2018b\u2019\n' }, hunks: ['*** Update File: a.txt', '-"a" \'b\'', '+c'], after: { 'a.txt': 'c\n' }, text: `${OK}M a.txt\n` },
  { name: 'Unicode spaces are plain ones', before: { 'a.txt': 'a\u00A0b\u202Fc\n' }, hunks: ['*** Update File: a.txt', '-a b c', '+c'], after: { 'a.txt': 'c\n' }, text: `${OK}M a.txt\n` },
  { name: 'lines that are not there', before: { 'a.txt': 'a\n' }, hunks: ['*** Update File: a.txt', ' a', '-zzz', '+b'], after: { 'a.txt': 'a\n' }, text: 'Failed to find expected lines in a.txt:\na\nzzz' },
  { name: 'end of file takes the last match', before: { 'a.txt': 'x\ny\nx\n' }, hunks: ['*** Update File: a.txt', '@@', '-x', '+z', '*** End of File'], after: { 'a.txt': 'x\ny\nz\n' }, text: `${OK}M a.txt\n` },
  { name: 'end of file falls back to the first match', before: { 'a.txt': 'x\ny\n' }, hunks: ['*** Update File: a.txt', '@@', '-x', '+z', '*** End of File'], after: { 'a.txt': 'z\ny\n' }, text: `${OK}M a.txt\n` },
  { name: 'an empty line is empty context', before: { 'a.txt': 'a\n\nb\n' }, hunks: ['*** Update File: a.txt', ' a', '', '-b', '+c'], after: { 'a.txt': 'a\n\nc\n' }, text: `${OK}M a.txt\n` },
  { name: 'an empty line at the end may be too much', before: { 'a.txt': 'a\n' }, hunks: ['*** Update File: a.txt', '-a', '+b', '', '*** Add File: b.txt', '+x'], after: { 'a.txt': 'b\n', 'b.txt': 'x\n' }, text: `${OK}A b.txt\nM a.txt\n` },
  { name: 'keeps CRLF', before: { 'a.txt': 'a\r\nb\r\n' }, hunks: ['*** Update File: a.txt', ' a', '-b', '+B', '+C'], after: { 'a.txt': 'a\r\nB\r\nC\r\n' }, text: `${OK}M a.txt\n` },
  { name: 'a patch with CRLF', before: { 'a.txt': 'a\n' }, patch: '*** Begin Patch\r\n*** Update File: a.txt\r\n-a\r\n+b\r\n*** End Patch\r\n', after: { 'a.txt': 'b\n' }, text: `${OK}M a.txt\n` },
  { name: 'moves and changes', before: { 'a.txt': 'a\n' }, hunks: ['*** Update File: a.txt', '*** Move to: d/b.txt', '@@', '-a', '+b'], after: { 'd/b.txt': 'b\n' }, text: `${OK}M d/b.txt\n` },
  { name: 'moving overwrites', before: { 'a.txt': 'a\n', 'b.txt': 'old\n' }, hunks: ['*** Update File: a.txt', '*** Move to: b.txt', '-a', '+b'], after: { 'b.txt': 'b\n' }, text: `${OK}M b.txt\n` },
  { name: 'updating what is not there fails', hunks: ['*** Update File: a.txt', '-a', '+b'], after: {}, text: /^Failed to read file to update a\.txt: ENOENT/ },
  { name: 'an update without lines', before: { 'a.txt': 'a\n' }, hunks: ['*** Update File: a.txt'], after: { 'a.txt': 'a\n' }, text: "invalid hunk at line 2, Update file hunk for path 'a.txt' is empty" },
  { name: 'a chunk without lines', before: { 'a.txt': 'a\n' }, hunks: ['*** Update File: a.txt', '@@'], after: { 'a.txt': 'a\n' }, text: 'invalid hunk at line 4, Update hunk does not contain any lines' },
  { name: 'a stray line in a chunk', before: { 'a.txt': 'a\n' }, hunks: ['*** Update File: a.txt', '@@', 'oops'], after: { 'a.txt': 'a\n' }, text: /^invalid hunk at line 4, Unexpected line found in update hunk: 'oops'\. / },
  { name: 'a header that is none', hunks: ['*** Rename File: a.txt'], after: {}, text: `invalid hunk at line 2, '*** Rename File: a.txt' ${INVALID_HEADER}` },
  { name: 'no begin', patch: '*** Add File: a.txt\n+a\n*** End Patch', after: {}, text: "invalid patch: The first line of the patch must be '*** Begin Patch'" },
  { name: 'no end', patch: '*** Begin Patch\n*** Add File: a.txt\n+a', after: {}, text: "invalid patch: The last line of the patch must be '*** End Patch'" },
  { name: 'an empty text', patch: '', after: {}, text: "invalid patch: The first line of the patch must be '*** Begin Patch'" },
  { name: 'no hunks', hunks: [], after: {}, text: 'No files were modified.' },
  { name: 'spaces around markers', patch: '\n  *** Begin Patch  \n  *** Add File: a.txt\n+a\n *** End Patch \n\n', after: { 'a.txt': 'a\n' }, text: `${OK}A a.txt\n` },
  { name: 'a heredoc around it', patch: "<<'EOF'\n*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch\nEOF", after: { 'a.txt': 'a\n' }, text: `${OK}A a.txt\n` },
  { name: 'a heredoc in double quotes around it', patch: '<<"EOF"\n*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch\nEOF\n', after: { 'a.txt': 'a\n' }, text: `${OK}A a.txt\n` },
  { name: 'a heredoc of another name', patch: '<<END\n*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch\nEND', after: {}, text: "invalid patch: The first line of the patch must be '*** Begin Patch'" },
  { name: 'a failure keeps what was done before it', before: { 'b.txt': 'b\n' }, hunks: ['*** Add File: a.txt', '+a', '*** Update File: b.txt', '-zzz', '+c', '*** Delete File: b.txt'], after: { 'a.txt': 'a\n', 'b.txt': 'b\n' }, text: 'Failed to find expected lines in b.txt:\nzzz' },
  { name: 'a malformed hunk changes nothing', before: { 'b.txt': 'b\n' }, hunks: ['*** Add File: a.txt', '+a', '*** Update File: b.txt'], after: { 'b.txt': 'b\n' }, text: "invalid hunk at line 4, Update file hunk for path 'b.txt' is empty" },
  { name: 'all kinds at once', before: { 'd.txt': 'd\n', 'm.txt': 'm\n' }, hunks: ['*** Delete File: d.txt', '*** Update File: m.txt', '-m', '+M', '*** Add File: a.txt', '+a'], after: { 'a.txt': 'a\n', 'm.txt': 'M\n' }, text: `${OK}A a.txt\nM m.txt\nD d.txt\n` },
];

test.each(CASES)('apply_patch: $name', async ({ before = {}, hunks, patch, after, text }) => {
  await inFolder(before, async (folder) => {
    const whole = patch ?? ['*** Begin Patch', ...(hunks ?? []), '*** End Patch'].join('\n');
    const outcome = await applyPatch(whole, folder, () => Promise.resolve(undefined));
    if (typeof text === 'string') expect(outcome.text).toBe(text);
    else expect(outcome.text).toMatch(text);
    expect(outcome.kind).toBe(outcome.text.startsWith(OK) ? 'applied' : 'failed');
    expect(await filesOf(folder)).toEqual(after);
  });
});

test.each([
  { name: 'a heredoc', command: "apply_patch <<'EOF'\nP\nEOF", patch: 'P', workdir: '/w' },
  { name: 'a heredoc without quotes', command: 'applypatch <<EOF\nP\nQ\nEOF\n', patch: 'P\nQ', workdir: '/w' },
  { name: 'a heredoc after cd', command: "cd 'a b' && apply_patch <<\"PATCH\"\nP\nPATCH", patch: 'P', workdir: '/w/a b' },
  { name: 'argv', command: ['apply_patch', 'P'], patch: 'P', workdir: '/w' },
  { name: 'a shell in argv', command: ['bash', '-lc', "cd /x && apply_patch <<'EOF'\nP\nEOF"], patch: 'P', workdir: '/x' },
])('a shell command that only applies a patch: $name', ({ command, patch, workdir }) => {
  expect(interceptPatch(command, '/w')).toEqual({ patch, workdir });
});

test.each(["apply_patch <<'EOF'\nP\nEOF\nrm -rf x", "cd x; apply_patch <<'EOF'\nP\nEOF", "cd $HOME && apply_patch <<'E'\nP\nE", 'echo apply_patch', "apply_patch <<'EOF' | tee x\nP\nEOF"])(
  'a shell command that does more is left to the shell: %j',
  (command) => {
    expect(interceptPatch(command, '/w')).toBeUndefined();
  },
);

test('workspace-write keeps patches inside the folder, through links and beside protected folders', async () => {
  await inFolder({ 'work/in.txt': 'in\n', 'work/.git/config': 'x\n', 'outside/out.txt': 'out\n' }, async (folder) => {
    const work = join(folder, 'work');
    await symlink(join(folder, 'outside'), join(work, 'link'));
    await symlink(join(folder, 'outside/new.txt'), join(work, 'dangling.txt'));
    const check = writablePathCheck('workspace-write', [work]);
    const add = (path: string) => applyPatch(`*** Begin Patch\n*** Add File: in.txt\n+changed\n*** Add File: ${path}\n+x\n*** End Patch`, work, check);
    for (const path of ['../outside/a.txt', join(folder, 'outside/a.txt'), 'link/a.txt', 'dangling.txt', '.git/hooks/pre-commit', 'sub/.codex/config.toml', '.GIT/config']) {
      expect(await add(path)).toMatchObject({ kind: 'failed', summary: 'blocked by the sandbox' });
    }
    const move = await applyPatch('*** Begin Patch\n*** Update File: in.txt\n*** Move to: ../outside/b.txt\n-in\n+x\n*** End Patch', work, check);
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
  const contents = await Promise.all(files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const));
  return Object.fromEntries(contents);
}
