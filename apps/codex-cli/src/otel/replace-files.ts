import { randomUUID } from 'node:crypto';
import { access, chmod, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '@codex-langfuse/otel';

export interface FileContent {
  readonly path: string;
  readonly content: string;
  /** By default what an existing file has, and for a new one: for the user alone. */
  readonly mode?: number;
}

/**
 * Writes files whole, and all of them or none. A link stays a link, what it leads to is replaced; a file that is
 * read-only stays as it is. Rejects with an error that names the file and has the system's `code` and `syscall`.
 */
export async function replaceFiles(files: readonly FileContent[]): Promise<void> {
  const drafts: Draft[] = [];
  try {
    for (const file of files) drafts.push(await writeDraft(file));
    for (const { draft, target } of drafts) await rename(draft, target);
  } finally {
    // Those that were renamed are no longer there.
    for (const { draft } of drafts) await rm(draft, { force: true });
  }
}

interface Draft {
  /** Beside the file itself, for a rename within one folder is all or nothing. */
  readonly draft: string;
  readonly target: string;
}

async function writeDraft({ path, content, mode }: FileContent): Promise<Draft> {
  try {
    makeFolder(dirname(path));
    const target = await existing(() => realpath(path), path);
    const before = await existing(() => writableMode(target), 0o600);
    const draft = `${target}.${randomUUID()}`;
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
    await chmod(draft, mode ?? before);
    return { draft, target };
  } catch (error) {
    const { code = 'unknown reason', syscall = 'write' } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(`${path} cannot be written (${code}).`, { cause: error }), { code, syscall });
  }
}

async function writableMode(target: string): Promise<number> {
  const { mode } = await stat(target);
  await access(target, constants.W_OK);
  return mode & 0o777;
}

async function existing<Value>(look: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
