import { dirname, join, resolve } from 'node:path';
import { realpathSync, statSync } from '../built-ins.ts';
import type { ConfigWarning } from '../codex-config.ts';
import { errorCode } from '../error-code.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';
import { nodeAt } from '../tree/config-node.ts';
import { readConfigFile } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';

/** A checked-out repository must not redirect prompts, credentials or telemetry. */
const DENIED: ReadonlySet<string> = new Set([
  'otel',
  'model_provider',
  'model_providers',
  'openai_base_url',
  'chatgpt_base_url',
  'notify',
  'profile',
  'profiles',
  'projects',
]);

/**
 * Keys that decide what the agent may run and which files it sends to the model; a repository sets them only when the
 * user trusts it.
 */
const NEEDS_TRUST: ReadonlySet<string> = new Set([
  'approval_policy',
  'sandbox_mode',
  'sandbox_workspace_write',
  'shell_environment_policy',
  'mcp_servers',
  'hooks',
  'model_instructions_file',
  'experimental_instructions_file',
  'experimental_compact_prompt_file',
  'developer_instructions',
  'compact_prompt',
  'history',
  'web_search',
]);

export interface ProjectLayer extends ConfigFile {
  /** Without the keys that this file may not set. */
  readonly allowed: TableNode;
  readonly warnings: readonly ConfigWarning[];
}

/**
 * Reads `.codex/config.toml` of every folder from the project's root down to `cwd`, lowest first. `isOtherLayer` keeps the
 * user's own file from being read twice; `trusted` holds the `[projects]` table of the layers below.
 */
export function readProjectLayers(details: {
  readonly cwd: string;
  readonly otherFiles: readonly string[];
  readonly lower: TableNode;
}): ProjectLayer[] {
  const folders = foldersFromRoot(resolve(details.cwd), rootMarkers(details.lower));
  const files: ConfigFile[] = [];
  for (const folder of folders) {
    const path = join(folder, '.codex', 'config.toml');
    if (details.otherFiles.includes(path) || !exists(path) || isOneOf(path, details.otherFiles)) continue;
    const file = readConfigFile(path, 'project');
    if (file !== undefined) files.push(file);
  }
  if (files.length === 0) return [];
  const trusted = folders.some((folder) => isTrusted(details.lower, folder));
  return files.map((file) => filterKeys(file, trusted, folders[0] ?? details.cwd));
}

function filterKeys(file: ConfigFile, trusted: boolean, root: string): ProjectLayer {
  const entries = new Map<string, ConfigNode>();
  const warnings: ConfigWarning[] = [];
  for (const [name, node] of file.root.entries) {
    if (DENIED.has(name)) {
      const message = `${file.file}: "${name}" is ignored in a project's config`;
      warnings.push({
        code: 'project_key_ignored',
        message,
        hint: 'Set it in your own config.toml.',
        origin: node.origin,
      });
    } else if (NEEDS_TRUST.has(name) && !trusted) {
      const message = `${file.file}: "${name}" is ignored because the project is not trusted`;
      const hint = `To trust it, add to your own config.toml: [projects.${JSON.stringify(root)}] trust_level = "trusted".`;
      warnings.push({ code: 'project_key_untrusted', message, hint, origin: node.origin });
    } else {
      entries.set(name, node);
    }
  }
  return { ...file, allowed: { kind: 'table', entries, origin: file.root.origin }, warnings };
}

/** What marks the root of a project: `project_root_markers` of the layers below, else `.git`. */
function rootMarkers(lower: TableNode): readonly string[] {
  const node = nodeAt(lower, ['project_root_markers']);
  if (node?.kind !== 'list') return ['.git'];
  return node.items.flatMap((item) => (item.kind === 'value' && typeof item.value === 'string' ? [item.value] : []));
}

/** The root first; without one, `cwd` alone. */
function foldersFromRoot(cwd: string, markers: readonly string[]): string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (markers.some((marker) => exists(join(folder, marker)))) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

function isTrusted(lower: TableNode, folder: string): boolean {
  const level = nodeAt(lower, ['projects', folder, 'trust_level']);
  return level?.kind === 'value' && level.value === 'trusted';
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // What may not be looked at is there; reading it will say so.
    return errorCode(error) !== 'ENOTDIR';
  }
}

/** The same file, also through links. */
function isOneOf(path: string, others: readonly string[]): boolean {
  const own = realPath(path);
  return others.some((other) => realPath(other) === own);
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // It does not exist, so it is the same file as no other.
    return resolve(path);
  }
}
