import { randomUUID } from 'node:crypto';
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file whole or not at all. An existing one keeps its permissions unless `mode` says otherwise; a link stays a
 * link, what it leads to is replaced. New files and folders are for the user alone.
 */
export async function replaceFile(path: string, content: string, mode?: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const target = await existing(() => realpath(path), path);
  const before = await existing(async () => (await stat(target)).mode & 0o777, 0o600);
  const draft = `${target}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
    await chmod(draft, mode ?? before);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function existing<Value>(look: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
