import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fixConfigSource } from '@codex-langfuse/config';
import type { LineChange } from '@codex-langfuse/config';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError } from '../settings.ts';
import { Cancelled, confirm } from './ask.ts';
import { readText, unreadableText } from './read-text.ts';
import { replaceFiles } from './replace-files.ts';

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
  await replaceFiles([{ path, content: result.fixed }]);
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

function describeFailure(path: string, error: unknown): string {
  if (ConfigError.isInstance(error)) return describeConfigError(error);
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
    return `There is no ${path} to fix.`;
  const text = unreadableText(path, error);
  if (text === undefined) throw error;
  return text;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
