import type { McpServer, McpTransport } from '../codex-config.ts';
import { ConfigError } from '../config-error.ts';
import { resolvePath } from '../layers/paths.ts';
import { boolean, integer, nonEmptyText, positiveNumber, tableEntries, textList } from '../read/decoders.ts';
import { environmentText } from '../read/environment-text.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { createTableReader } from '../read/table-reader.ts';
import type { ReaderOf, TableReader } from '../read/table-reader.ts';
import { Secret } from '../secret.ts';
import { folderOf } from '../secrets/read-secret.ts';
import { dottedKey } from '../tree/config-node.ts';
import type { ConfigNode } from '../tree/config-node.ts';
import { readHttpHeaders, readSecretTexts } from './http-headers.ts';
import { MCP_KEYS_WITHOUT_EFFECT } from './known-keys.ts';
import type { McpKey } from './known-keys.ts';

const DEFAULT_STARTUP_MILLIS = 10_000;
const DEFAULT_TOOL_MILLIS = 60_000;

/**
 * Reads `[mcp_servers]`; undefined when there is none. A server that cannot be used is left out with a warning: it is
 * no reason not to start.
 * @throws ConfigError with `strict`.
 */
export function readMcpServers(
  root: ReaderOf<'root'>,
  context: ReadContext,
): Readonly<Record<string, McpServer>> | undefined {
  const node = root.node('mcp_servers');
  if (node === undefined) return undefined;
  const servers = new Map<string, McpServer>();
  for (const [name, table] of tableEntries(node, { key: 'mcp_servers', context })) {
    const valuesBefore = context.values.length;
    try {
      servers.set(name, readServer(name, table, context));
    } catch (error) {
      if (!ConfigError.isInstance(error) || context.strict) throw error;
      context.values.splice(valuesBefore);
      const { message, hint, origin } = error;
      context.warnings.push({ code: 'mcp_server_ignored', message, hint, ...(origin === undefined ? {} : { origin }) });
    }
  }
  return Object.fromEntries(servers);
}

function readServer(name: string, table: ConfigNode, context: ReadContext): McpServer {
  const path = ['mcp_servers', name];
  if (table.kind !== 'table') {
    const key = dottedKey(path);
    throw valueError(context, { key, problem: 'must be a table', hint: `Write [${key}].`, origin: table.origin });
  }
  const reader = createTableReader<McpKey>(table, path, context);
  const enabledTools = reader.optional('enabled_tools', textList);
  const startupMillis = reader.optional('startup_timeout_ms', integer(1));
  const startupSeconds = reader.optional('startup_timeout_sec', positiveNumber);
  const toolSeconds = reader.optional('tool_timeout_sec', positiveNumber);
  const server: McpServer = {
    name,
    transport: readTransport(reader, dottedKey(path), context),
    enabled: reader.value('enabled', boolean, true),
    required: reader.value('required', boolean, false),
    startupTimeoutMillis: inMillis(startupSeconds) ?? startupMillis ?? DEFAULT_STARTUP_MILLIS,
    toolTimeoutMillis: inMillis(toolSeconds) ?? DEFAULT_TOOL_MILLIS,
    ...(enabledTools === undefined ? {} : { enabledTools }),
    disabledTools: reader.value('disabled_tools', textList, []),
  };
  reader.finish(MCP_KEYS_WITHOUT_EFFECT);
  return server;
}

function inMillis(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

function readTransport(reader: TableReader<McpKey>, key: string, context: ReadContext): McpTransport {
  const command = reader.optional('command', nonEmptyText);
  const written = reader.optional('url', nonEmptyText);
  if ((command === undefined) === (written === undefined)) {
    const problem = command === undefined ? 'has neither command nor url' : 'has both command and url';
    const hint = 'A program has command = "…", an HTTP server has url = "https://…".';
    throw valueError(context, { key, problem, hint, origin: reader.origin });
  }
  if (command !== undefined) {
    const cwd = readFolder(reader, context);
    return {
      kind: 'stdio',
      command,
      args: reader.value('args', textList, []),
      env: readSecretTexts(reader, 'env', context),
      envVars: reader.value('env_vars', textList, []),
      ...(cwd === undefined ? {} : { cwd }),
    };
  }
  const url = URL.parse(written ?? '');
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const hint = 'Write url = "https://…".';
    const origin = reader.node('url')?.origin ?? reader.origin;
    throw valueError(context, { key: reader.keyOf('url'), problem: 'must be an http or https URL', hint, origin });
  }
  const variable = reader.optional('bearer_token_env_var', nonEmptyText);
  const token = variable === undefined ? undefined : environmentText(context, variable);
  return {
    kind: 'http',
    url: url.href,
    ...(variable === undefined ? {} : { bearerTokenEnvVar: variable }),
    ...(token === undefined ? {} : { bearerToken: new Secret(token, `env ${variable}`) }),
    headers: readHttpHeaders(reader, context),
  };
}

function readFolder(reader: TableReader<McpKey>, context: ReadContext): string | undefined {
  const node = reader.node('cwd');
  if (node === undefined) return undefined;
  const key = reader.keyOf('cwd');
  const path = resolvePath(nonEmptyText(node, { key, context }), folderOf(node.origin, context), context.home);
  context.values.push({ key, value: path, origin: node.origin });
  return path;
}
