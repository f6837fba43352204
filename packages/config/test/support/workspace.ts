import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { loadConfig } from '../../src/index.ts';
import type { DestinationConfig, LoadConfigInput, LoadedConfig } from '../../src/index.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with files by relative path; removed after the tests of the file. */
export function createWorkspace(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'codex-config-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

export interface LoadRequest extends Partial<Omit<LoadConfigInput, 'home'>> {
  /** `$CODEX_HOME/config.toml`. */
  readonly user?: string;
  /** More files, relative to the workspace: `.codex/work.config.toml`, `project/.codex/config.toml`, … */
  readonly files?: Readonly<Record<string, string>>;
}

/** Loads from a fresh home folder: nothing of the machine or of the environment takes part. */
export function load(request: LoadRequest = {}): LoadedConfig & { readonly root: string } {
  const { user, files, ...input } = request;
  const root = createWorkspace({ ...(user === undefined ? {} : { '.codex/config.toml': user }), ...files });
  const cwd = join(root, input.cwd ?? '.');
  mkdirSync(cwd, { recursive: true });
  const loaded = loadConfig({
    env: {},
    systemDirectory: join(root, 'etc'),
    now: () => Date.UTC(2030, 0, 1),
    ...input,
    home: root,
    cwd,
  });
  return { ...loaded, root };
}

/** The only destination of a user file. */
export function onlyDestination(request: LoadRequest): DestinationConfig {
  const { config, warnings } = load(request);
  const [destination, ...others] = config.otel.destinations;
  if (destination === undefined || others.length > 0) {
    throw new Error(`expected one destination, not ${config.otel.destinations.length}: ${JSON.stringify(warnings)}`);
  }
  return destination;
}

/** Runs a function that must throw, and returns what it threw. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}

/** Basic credentials of project `pk-lf-1`. */
export const BASIC: string = `Basic ${Buffer.from('pk-lf-1:sk-lf-1').toString('base64')}`;
