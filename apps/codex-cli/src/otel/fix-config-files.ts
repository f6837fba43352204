import { randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fixConfigSource } from '@codex-langfuse/config';
import type { LineChange } from '@codex-langfuse/config';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError } from '../settings.ts';
import { Cancelled, confirm } from './ask.ts';

export interface FixOptions {
  readonly profile?: string;
  /** Write without asking. */
  readonly yes?: true;
}

/**
 * Rewrites `config.toml`, and the file of the profile that is named, where they are no valid TOML but can be told what
 * they mean. The changes are shown first; on a terminal a person is asked. Resolves to the exit code.
 */
export async function fixConfigFiles(options: FixOptions, host: Host): Promise<number> {
  const home = codexHome(host);
  const names = options.profile === undefined ? [] : [`${options.profile}.config.toml`];
  const paths = names.filter((name) => basename(name) === name).map((name) => join(home, name));
  let worst = await fixFile(join(home, 'config.toml'), options, host);
  for (const path of paths) {
    if (await isFile(path)) worst = Math.max(worst, await fixFile(path, options, host));
  }
  return worst;
}

async function fixFile(path: string, options: FixOptions, host: Host): Promise<number> {
  let source: string;
  let result;
  try {
    source = await readText(path);
    result = fixConfigSource(source, path);
  } catch (error) {
    host.stderr.write(`${describeFailure(path, error)}\n`);
    return 1;
  }
  if (!result.changed) {
    host.stdout.write(`${path} needs no change.\n`);
    return 0;
  }
  host.stdout.write(`${path}\n${describeChanges(result.changes)}`);
  if (!(await isAgreed(path, options, host))) {
    host.stderr.write('Nothing was written.\n');
    return 1;
  }
  if ((await readText(path)) !== source) {
    host.stderr.write(`${path} has changed in the meantime; nothing was written. Run the command again.\n`);
    return 1;
  }
  await replaceFile(path, result.fixed);
  host.stdout.write('Written.\n');
  return 0;
}

/** Without a terminal there is nobody to ask: the command itself is the wish. */
async function isAgreed(path: string, options: FixOptions, host: Host): Promise<boolean> {
  if (options.yes === true || host.stdin.isTTY !== true || host.stdout.isTTY !== true) return true;
  try {
    return await confirm(host, `Write ${path}?`);
  } catch (error) {
    if (error instanceof Cancelled) return false;
    throw error;
  }
}

function describeChanges(changes: readonly LineChange[]): string {
  return changes
    .map(({ line, before, after }) => `@@ line ${line} @@\n-${before}\n${after === undefined ? '' : `+${after}\n`}`)
    .join('');
}

/** Refuses what is not UTF-8: written back it would not be what it was. */
async function readText(path: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
}

function describeFailure(path: string, error: unknown): string {
  if (ConfigError.isInstance(error)) return describeConfigError(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return `Cannot read ${path}: it is not UTF-8.`;
  return code === 'ENOENT' ? `There is no ${path} to fix.` : `Cannot read ${path} (${code}).`;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Whole or not at all, with the permissions it had, for it may hold credentials; through a link, the file behind it. */
async function replaceFile(path: string, content: string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const draft = `${target}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: mode & 0o777, flag: 'wx' });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
