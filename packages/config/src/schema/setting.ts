/** What the documentation says of one key. */
export interface Setting {
  /** For people: `text`, `true or false`, `"gzip" or "none"`. */
  readonly type: string;
  /** As it would be written in the file; absent where there is none. */
  readonly default?: string;
  /** A value as it is written in the file, which loads. */
  readonly example: string;
  readonly description: string;
  /** Whether the real Codex has the key too. */
  readonly source: 'codex' | 'ours';
}

/** A table of `config.toml` with every key that it may hold. */
export interface SettingTable<Name extends string = string> {
  /** The header, with `<name>` where the name is free: `mcp_servers.<name>`; empty for the top level. */
  readonly header: string;
  readonly description: string;
  readonly settings: Readonly<Record<Name, Setting>>;
  /** Lines without which the examples of this table mean nothing, by the key they set. */
  readonly needs: Readonly<Record<string, string>>;
}

/** Describes a table; `needs` are the keys that its examples cannot do without. */
export function settingTable<Name extends string>(
  header: string,
  description: string,
  settings: Readonly<Record<Name, Setting>>,
  needs: Readonly<Record<string, string>> = {},
): SettingTable<Name> {
  return { header, description, settings, needs };
}

/** A key that the real Codex has. */
export function fromCodex(type: string, example: string, description: string, fallback?: string): Setting {
  return { type, example, description, source: 'codex', ...(fallback === undefined ? {} : { default: fallback }) };
}

/** A key that the real Codex does not have. */
export function ours(type: string, example: string, description: string, fallback?: string): Setting {
  return { type, example, description, source: 'ours', ...(fallback === undefined ? {} : { default: fallback }) };
}
