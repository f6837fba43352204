import { join, resolve } from 'node:path';
import type { ConfigWarning, LoadConfigInput } from '../codex-config.ts';
import { ConfigError } from '../config-error.ts';
import { nearestName } from '../nearest-name.ts';
import type { Layer, Origin } from '../origin.ts';
import { EXPORTER_KEYS } from '../toml/exporter-form.ts';
import { emptyTable, nodeAt } from '../tree/config-node.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';
import { mergeLayers } from '../tree/merge-layers.ts';
import { readConfigFile } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';
import { readOverrides } from './overrides.ts';
import { expandHome } from './paths.ts';
import { readProjectLayers } from './project-files.ts';

export interface LayeredConfig {
  /** `$CODEX_HOME`, absolute. */
  readonly codexHome: string;
  readonly profile?: string;
  /** All layers, merged. */
  readonly root: TableNode;
  readonly warnings: readonly ConfigWarning[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads system, user, profile and project files and the `-c` pairs, and merges them in this order. */
export function readLayers(input: LoadConfigInput): LayeredConfig {
  const codexHome = codexHomeOf(input);
  const overrides = readOverrides(input.overrides ?? []);
  const systemFile = join(input.systemDirectory ?? '/etc/codex', 'config.toml');
  const userFile = join(codexHome, 'config.toml');
  const baseFiles = [readConfigFile(systemFile, 'system'), readConfigFile(userFile, 'user')].filter(isPresent);
  const base = merge(baseFiles.map((file) => file.root));

  const profile = profileName(input, overrides, base);
  const profileFile = profile === undefined ? undefined : readProfileFile(codexHome, profile);
  const profileTable = profile === undefined ? undefined : readProfileTable(base, profile, profileFile !== undefined);
  const lower = merge([base, profileTable, profileFile?.root].filter(isPresent));

  const projects = readProjectLayers({ cwd: input.cwd, otherFiles: [systemFile, userFile], lower });
  const files = [...baseFiles, ...(profileFile === undefined ? [] : [profileFile]), ...projects];
  return {
    codexHome,
    ...(profile === undefined ? {} : { profile }),
    root: merge([lower, ...projects.map((project) => project.allowed), overrides]),
    warnings: [...files.flatMap(exporterFormWarnings), ...projects.flatMap((project) => project.warnings)],
    sources: new Map(files.map((file) => [file.file, file.source])),
  };
}

function codexHomeOf({ env, home, cwd }: LoadConfigInput): string {
  const named = env['CODEX_HOME'];
  return named === undefined || named.trim() === '' ? join(home, '.codex') : resolve(cwd, expandHome(named, home));
}

/** Parts of a destination belong together: URL, headers and TLS are never mixed across layers. */
function isAtomic(path: readonly string[]): boolean {
  const [first, second = ''] = path;
  if (first !== 'otel') return false;
  return (path.length === 2 && EXPORTER_KEYS.includes(second)) || (path.length === 3 && second === 'destinations');
}

function merge(layers: readonly TableNode[]): TableNode {
  const [lowest = emptyTable({ layer: 'default' }), ...higher] = layers.filter((layer) => layer.entries.size > 0);
  return higher.length === 0 ? lowest : higher.reduce((low, high) => mergeLayers(low, high, isAtomic), lowest);
}

function profileName(input: LoadConfigInput, overrides: TableNode, base: TableNode): string | undefined {
  const node = nodeAt(overrides, ['profile']) ?? nodeAt(base, ['profile']);
  const name = input.profile ?? (node?.kind === 'value' ? node.value : undefined);
  if (name === undefined) return undefined;
  return checkedProfile(name, input.profile === undefined ? node?.origin : undefined);
}

/** The name becomes part of a file name. */
function checkedProfile(name: unknown, origin: Origin | undefined): string {
  // No literal: the engine checks those while it reads the file, and for letters of all scripts that takes a millisecond.
  const allowed = new RegExp(String.raw`^[\p{L}\p{N}_.-]+$`, 'u');
  if (typeof name === 'string' && allowed.test(name) && !name.startsWith('.')) return name;
  throw new ConfigError({
    code: 'invalid_value',
    message: 'profile: must be a name of letters, digits, "_", "-" and "."',
    hint: 'Choose such a name for the profile.',
    ...(origin === undefined ? {} : { origin }),
  });
}

function readProfileFile(codexHome: string, profile: string): ConfigFile | undefined {
  return readConfigFile(join(codexHome, `${profile}.config.toml`), 'profile');
}

function readProfileTable(base: TableNode, profile: string, hasFile: boolean): TableNode | undefined {
  const profiles = nodeAt(base, ['profiles']);
  const table = nodeAt(base, ['profiles', profile]);
  if (table?.kind === 'table') return withLayer(table, 'profile');
  if (hasFile) return undefined;
  const names = profiles?.kind === 'table' ? [...profiles.entries.keys()] : [];
  const nearest = nearestName(profile, names);
  throw new ConfigError({
    code: 'unknown_profile',
    message: `there is no profile "${profile}"`,
    hint: nearest === undefined ? `Add [profiles.${profile}] or ${profile}.config.toml.` : `Did you mean "${nearest}"?`,
  });
}

function withLayer(table: TableNode, layer: Layer): TableNode {
  const entries = new Map([...table.entries].map(([name, node]) => [name, nodeWithLayer(node, layer)] as const));
  return { ...table, entries, origin: { ...table.origin, layer } };
}

function nodeWithLayer(node: ConfigNode, layer: Layer): ConfigNode {
  if (node.kind === 'table') return withLayer(node, layer);
  const origin = { ...node.origin, layer };
  if (node.kind === 'value') return { ...node, origin };
  return { ...node, items: node.items.map((item) => nodeWithLayer(item, layer)), origin };
}

function exporterFormWarnings(file: ConfigFile): ConfigWarning[] {
  return file.exporterForms.map((origin) => ({
    code: 'exporter_form_normalised',
    message: `${file.file}:${origin.line ?? 1}: the exporter is given as text and as a table; read as a choice of that table`,
    hint: 'This is not valid TOML for other programs; `codex otel config --fix` rewrites the file.',
    origin,
  }));
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
