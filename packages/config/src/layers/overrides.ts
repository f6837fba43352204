import { ConfigError } from '../config-error.ts';
import { parseToml } from '../toml/parse-toml.ts';
import { emptyTable } from '../tree/config-node.ts';
import type { ConfigNode, TableNode } from '../tree/config-node.ts';

const ORIGIN = { layer: 'override' } as const;

/**
 * Reads `-c key=value` pairs as the real Codex does: split at the first `=`; the key split at every `.`, without
 * quoting; the value parsed as TOML, or else taken as text without surrounding quotes; a later pair wins, and a key
 * below a plain value turns that value into a table.
 * @throws ConfigError `invalid_override` for a pair without `=` or with an empty part in its key.
 */
export function readOverrides(pairs: readonly string[]): TableNode {
  return pairs.reduce<TableNode>((root, pair) => {
    const equals = pair.indexOf('=');
    const path = pair.slice(0, Math.max(equals, 0)).trim().split('.');
    if (equals < 1 || path.some((name) => name === '') || path.length > 32) {
      throw new ConfigError({
        code: 'invalid_override',
        message: 'a -c option is not of the form key=value',
        hint: 'Write -c key=value, for example -c model=gpt-5-codex or -c otel.exporter=none.',
        origin: ORIGIN,
      });
    }
    return withValue(root, path, parseValue(pair.slice(equals + 1).trim()));
  }, emptyTable(ORIGIN));
}

function withValue(table: TableNode, path: readonly string[], value: ConfigNode): TableNode {
  const [name = '', ...rest] = path;
  const entries = new Map(table.entries);
  const below = entries.get(name);
  const inner = below?.kind === 'table' ? below : emptyTable(ORIGIN);
  entries.set(name, rest.length === 0 ? value : withValue(inner, rest, value));
  return { kind: 'table', entries, origin: ORIGIN };
}

function parseValue(text: string): ConfigNode {
  const parsed = tryParse(text);
  return parsed ?? { kind: 'value', value: text.replace(/^(["'])(.*)\1$/s, '$2'), origin: ORIGIN };
}

function tryParse(text: string): ConfigNode | undefined {
  try {
    const { entries } = parseToml(`value = ${text}`, ORIGIN).root;
    // A line break in the text may have opened further keys: then it is no TOML value.
    return entries.size === 1 ? entries.get('value') : undefined;
  } catch (error) {
    if (ConfigError.isInstance(error)) return undefined;
    throw error;
  }
}
