import { mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { errorCode, errorText } from '../../error-facts.ts';
import { parsePatch, type PatchHunk } from './parse-patch.ts';
import { replaceChunks } from './replace-chunks.ts';

export type PatchOutcome =
  | { readonly kind: 'applied'; readonly text: string }
  /** `summary` is free of file contents and of the model's text. */
  | { readonly kind: 'failed'; readonly text: string; readonly summary: string };

/** Says why a path must not be written; undefined when it may be. `followsLink`: a link at the path is written through. */
export type PathCheck = (path: string, followsLink: boolean) => Promise<string | undefined>;

/**
 * Applies a patch below `workdir`. All paths are checked before the first change; after that a failure leaves the
 * changes before it in place, as in the real Codex.
 */
export async function applyPatch(patch: string, workdir: string, checkPath: PathCheck): Promise<PatchOutcome> {
  const parsed = parsePatch(patch);
  if (parsed.kind === 'invalid') return { kind: 'failed', text: parsed.message, summary: 'invalid patch' };
  if (parsed.hunks.length === 0) return { kind: 'failed', text: 'No files were modified.', summary: 'empty patch' };
  const refusal = await firstRefusal(parsed.hunks, workdir, checkPath);
  if (refusal !== undefined) return { kind: 'failed', text: refusal, summary: 'blocked by the sandbox' };
  const changes: Change[] = [];
  for (const hunk of parsed.hunks) {
    const result = await applyHunk(hunk, workdir);
    if (result.kind === 'failed') return result;
    changes.push(result.change);
  }
  return { kind: 'applied', text: successText(changes) };
}

async function firstRefusal(
  hunks: readonly PatchHunk[],
  workdir: string,
  checkPath: PathCheck,
): Promise<string | undefined> {
  for (const hunk of hunks) {
    const moves = hunk.kind === 'update' && hunk.moveTo !== undefined;
    const refusal =
      (await checkPath(resolve(workdir, hunk.path), hunk.kind !== 'delete' && !moves)) ??
      (moves ? await checkPath(resolve(workdir, hunk.moveTo ?? ''), true) : undefined);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

interface Change {
  readonly mark: 'A' | 'M' | 'D';
  readonly path: string;
}

type HunkResult = { readonly kind: 'changed'; readonly change: Change } | Extract<PatchOutcome, { kind: 'failed' }>;

async function applyHunk(hunk: PatchHunk, workdir: string): Promise<HunkResult> {
  const target = resolve(workdir, hunk.path);
  if (hunk.kind === 'add') {
    const problem = await writeWithFolders(target, hunk.path, hunk.contents);
    return problem ?? { kind: 'changed', change: { mark: 'A', path: hunk.path } };
  }
  if (hunk.kind === 'delete') {
    const problem = await attempt(`Failed to delete file ${hunk.path}`, () => deleteFile(target));
    return problem ?? { kind: 'changed', change: { mark: 'D', path: hunk.path } };
  }
  let before = '';
  const unreadable = await attempt(`Failed to read file to update ${hunk.path}`, async () => {
    before = await readFile(target, 'utf8');
  });
  if (unreadable !== undefined) return unreadable;
  const replaced = replaceChunks(hunk.path, before, hunk.chunks);
  if (replaced.kind === 'no_match') return { kind: 'failed', text: replaced.message, summary: 'patch does not apply' };
  if (hunk.moveTo === undefined) {
    const problem = await attempt(`Failed to write file ${hunk.path}`, () => writeFile(target, replaced.text));
    return problem ?? { kind: 'changed', change: { mark: 'M', path: hunk.path } };
  }
  const destination = resolve(workdir, hunk.moveTo);
  const problem =
    (await writeWithFolders(destination, hunk.moveTo, replaced.text)) ??
    (destination === target
      ? undefined
      : await attempt(`Failed to remove original ${hunk.path}`, () => unlink(target)));
  return problem ?? { kind: 'changed', change: { mark: 'M', path: hunk.moveTo } };
}

async function writeWithFolders(target: string, path: string, contents: string) {
  return (
    (await attempt(`Failed to create parent directories for ${path}`, () =>
      mkdir(dirname(target), { recursive: true }),
    )) ?? (await attempt(`Failed to write file ${path}`, () => writeFile(target, contents)))
  );
}

async function deleteFile(target: string): Promise<void> {
  if ((await stat(target)).isDirectory()) throw new Error('it is a directory');
  await unlink(target);
}

/** Runs a step on the file system; its failure is the model's to read. */
async function attempt(
  what: string,
  step: () => Promise<unknown>,
): Promise<Extract<PatchOutcome, { kind: 'failed' }> | undefined> {
  try {
    await step();
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    const summary = `file operation failed${code === undefined ? '' : `: ${code}`}`;
    return { kind: 'failed', text: `${what}: ${errorText(error)}`, summary };
  }
}

function successText(changes: readonly Change[]): string {
  const marks = ['A', 'M', 'D'] as const;
  const lines = marks.flatMap((mark) =>
    changes.filter((change) => change.mark === mark).map((change) => `${mark} ${change.path}`),
  );
  return `Success. Updated the following files:\n${lines.join('\n')}\n`;
}
