import { randomUUID } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeConfig, fixConfigSource } from '@codex-langfuse/config';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, describeWarning, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';

export interface ConfigOptions extends SettingsOptions {
  readonly json?: true;
  readonly fix?: true;
}

/** Shows the effective configuration, or rewrites `config.toml`. Resolves to the exit code. */
export async function runConfig(options: ConfigOptions, host: Host): Promise<number> {
  if (options.fix === true) return fix(join(codexHome(host), 'config.toml'), host);
  let loaded;
  try {
    loaded = loadSettings(host, host.cwd, options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    host.stderr.write(`${describeConfigError(error)}\n`);
    return 1;
  }
  const description = describeConfig(loaded);
  if (options.json === true) {
    host.stdout.write(`${JSON.stringify(description)}\n`);
    return 0;
  }
  for (const warning of loaded.warnings) host.stderr.write(`${describeWarning(warning)}\n`);
  for (const { key, value, layer, file, line } of description.values) {
    const place = file === undefined ? layer : `${layer}: ${file}${line === undefined ? '' : `:${line}`}`;
    host.stdout.write(`${key} = ${JSON.stringify(value)}  # ${place}\n`);
  }
  return 0;
}

async function fix(path: string, host: Host): Promise<number> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    host.stderr.write(`Cannot read ${path}: ${(error as Error).message}\n`);
    return 1;
  }
  const { fixed, changed } = fixConfigSource(source);
  if (!changed) {
    host.stdout.write(`${path} needs no change.\n`);
    return 0;
  }
  host.stdout.write(`${path}\n${lineChanges(source, fixed)}`);
  await replaceFile(path, fixed);
  host.stdout.write('Written.\n');
  return 0;
}

/** The lines that go and those that come, in order; the normalisation moves none. */
function lineChanges(before: string, after: string): string {
  const removed = before.split('\n');
  const added = after.split('\n');
  let start = 0;
  while (start < removed.length && removed[start] === added[start]) start += 1;
  let end = 0;
  while (end < Math.min(removed.length, added.length) - start && removed.at(-1 - end) === added.at(-1 - end)) end += 1;
  const lines = [
    `@@ line ${start + 1} @@`,
    ...removed.slice(start, removed.length - end).map((line) => `-${line}`),
    ...added.slice(start, added.length - end).map((line) => `+${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Whole or not at all, and with the permissions it had: the file may hold credentials. */
async function replaceFile(path: string, content: string): Promise<void> {
  const { mode } = await stat(path);
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: mode & 0o777, flag: 'wx' });
  await rename(draft, path);
}
