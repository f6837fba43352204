import type { ModelProvider } from '../codex-config.ts';
import { ConfigError } from '../config-error.ts';
import { nearestName } from '../nearest-name.ts';
import { environmentText } from '../read/environment-text.ts';
import { boolean, integer, nonEmptyText, tableEntries, text, textTable } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import { createTableReader } from '../read/table-reader.ts';
import type { ReaderOf, TableReader } from '../read/table-reader.ts';
import { Secret } from '../secret.ts';
import { readSecret } from '../secrets/read-secret.ts';
import { dottedKey, emptyTable } from '../tree/config-node.ts';
import type { ConfigNode } from '../tree/config-node.ts';
import { readHttpHeaders } from './http-headers.ts';
import { PROVIDER_KEYS_WITHOUT_EFFECT } from './known-keys.ts';
import type { ProviderKey } from './known-keys.ts';

interface BuiltIn {
  readonly name: string;
  readonly baseUrl: string;
  readonly envKey?: string;
}

/** Providers that need no table. A table of the same id changes single keys of it. */
const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map([
  ['openai', { name: 'OpenAI', baseUrl: 'https://api.openai.com/v1', envKey: 'OPENAI_API_KEY' }],
  ['ollama', { name: 'Ollama', baseUrl: 'http://localhost:11434/v1' }],
  ['lmstudio', { name: 'LM Studio', baseUrl: 'http://localhost:1234/v1' }],
]);

/**
 * Reads `[model_providers]` over the built-in providers and picks the one in use.
 * @throws ConfigError for a provider that does not exist or cannot be used; a broken one that is not in use is a warning.
 */
export function readModelProviders(
  root: ReaderOf<'root'>,
  context: ReadContext,
): { readonly modelProvider: ModelProvider; readonly modelProviders: Readonly<Record<string, ModelProvider>> } {
  const selected = root.value('model_provider', nonEmptyText, 'openai');
  const openaiBaseUrl = root.optional('openai_base_url', nonEmptyText) ?? environmentText(context, 'OPENAI_BASE_URL');
  const providers = new Map<string, ModelProvider>();
  for (const [id, builtIn] of BUILT_IN) {
    providers.set(id, { ...DEFAULTS, id, ...builtIn, ...apiKeyOf(id, builtIn.envKey, context) });
  }
  const node = root.node('model_providers');
  if (node !== undefined || openaiBaseUrl !== undefined) {
    readTables(node ?? emptyTable({ layer: 'default' }), { selected, openaiBaseUrl }, providers, context);
  }
  const modelProvider = providers.get(selected);
  if (modelProvider === undefined) throw unknownProvider(selected, [...BUILT_IN.keys(), ...namesOf(node)], root);
  return { modelProvider, modelProviders: Object.fromEntries(providers) };
}

/** Replaces providers by what their tables say; one that cannot be used is taken out. */
function readTables(
  node: ConfigNode,
  { selected, openaiBaseUrl }: { readonly selected: string; readonly openaiBaseUrl: string | undefined },
  providers: Map<string, ModelProvider>,
  context: ReadContext,
): void {
  const tables = new Map(tableEntries(node, { key: 'model_providers', context }));
  if (openaiBaseUrl !== undefined && !tables.has('openai')) tables.set('openai', emptyTable({ layer: 'default' }));
  for (const [id, table] of tables) {
    const builtIn = BUILT_IN.get(id);
    const baseUrl = (id === 'openai' ? openaiBaseUrl : undefined) ?? builtIn?.baseUrl;
    const known = { ...builtIn, ...(baseUrl === undefined ? {} : { baseUrl }), id, isSelected: id === selected };
    try {
      providers.set(id, readProvider(table, known, context));
    } catch (error) {
      if (!ConfigError.isInstance(error) || id === selected || context.strict) throw error;
      const { message, hint, origin } = error;
      context.warnings.push({ code: 'provider_ignored', message, hint, ...(origin === undefined ? {} : { origin }) });
      providers.delete(id);
    }
  }
}

function namesOf(node: ConfigNode | undefined): readonly string[] {
  return node?.kind === 'table' ? [...node.entries.keys()] : [];
}

const DEFAULTS = {
  wireApi: 'responses',
  queryParams: {},
  httpHeaders: {},
  requestMaxRetries: 4,
  streamMaxRetries: 5,
  streamIdleTimeoutMillis: 300_000,
} as const;

/** What is known of a provider before its table is read. */
interface KnownProvider extends Partial<BuiltIn> {
  readonly id: string;
  /** It is the one in use. */
  readonly isSelected: boolean;
}

function readProvider(table: ConfigNode, known: KnownProvider, context: ReadContext): ModelProvider {
  const { id } = known;
  const path = ['model_providers', id];
  if (table.kind !== 'table') {
    const key = dottedKey(path);
    throw valueError(context, { key, problem: 'must be a table', hint: `Write [${key}].`, origin: table.origin });
  }
  const reader = createTableReader<ProviderKey>(table, path, context);
  const name = reader.optional('name', nonEmptyText) ?? known.name ?? id;
  const baseUrl = readBaseUrl(reader, known.baseUrl, context);
  refuseChat(reader, context);
  const envKey = reader.optional('env_key', nonEmptyText) ?? known.envKey;
  const openaiAuth = reader.optional('requires_openai_auth', boolean) === true;
  const token = reader.node('experimental_bearer_token');
  const apiKey =
    token === undefined
      ? apiKeyOf(id, envKey ?? (openaiAuth ? 'OPENAI_API_KEY' : undefined), context)
      : readToken(reader, token, known.isSelected, context);
  const provider: ModelProvider = {
    id,
    name,
    baseUrl,
    ...(envKey === undefined ? {} : { envKey }),
    ...apiKey,
    wireApi: DEFAULTS.wireApi,
    queryParams: reader.optional('query_params', textTable) ?? DEFAULTS.queryParams,
    httpHeaders: readHttpHeaders(reader, context),
    requestMaxRetries: reader.optional('request_max_retries', integer(0, 100)) ?? DEFAULTS.requestMaxRetries,
    streamMaxRetries: reader.optional('stream_max_retries', integer(0, 100)) ?? DEFAULTS.streamMaxRetries,
    streamIdleTimeoutMillis: reader.optional('stream_idle_timeout_ms', integer(1)) ?? DEFAULTS.streamIdleTimeoutMillis,
  };
  reader.finish(PROVIDER_KEYS_WITHOUT_EFFECT);
  return provider;
}

function readBaseUrl(reader: TableReader<ProviderKey>, fallback: string | undefined, context: ReadContext): string {
  const written = reader.optional('base_url', nonEmptyText);
  const value = written ?? fallback;
  if (value !== undefined && /^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value.replace(/\/+$/, '');
  throw valueError(context, {
    key: reader.keyOf('base_url'),
    problem: value === undefined ? 'is missing' : 'must be an http or https URL',
    hint: 'Write base_url = "https://…/v1".',
    origin: reader.node('base_url')?.origin ?? reader.origin,
  });
}

function refuseChat(reader: TableReader<ProviderKey>, context: ReadContext): void {
  const wireApi = reader.optional('wire_api', text);
  if (wireApi === undefined || wireApi === 'responses') return;
  throw valueError(context, {
    key: reader.keyOf('wire_api'),
    problem: 'must be "responses"; the Chat Completions API is not spoken',
    hint: 'Set wire_api = "responses" if the provider has the Responses API.',
    origin: reader.node('wire_api')?.origin ?? reader.origin,
  });
}

/** The key that the environment has; the real Codex takes `CODEX_API_KEY` for OpenAI too. */
function apiKeyOf(id: string, envKey: string | undefined, context: ReadContext): { readonly apiKey?: Secret } {
  const own = envKey === undefined ? undefined : keyIn(envKey, context);
  const apiKey = own ?? (id === 'openai' ? keyIn('CODEX_API_KEY', context) : undefined);
  return apiKey === undefined ? {} : { apiKey };
}

function keyIn(name: string, context: ReadContext): Secret | undefined {
  const value = environmentText(context, name);
  return value === undefined ? undefined : new Secret(value, `env ${name}`);
}

function readToken(
  reader: TableReader<ProviderKey>,
  token: ConfigNode,
  isSelected: boolean,
  context: ReadContext,
): { readonly apiKey?: Secret } {
  const key = reader.keyOf('experimental_bearer_token');
  if (token.kind === 'table') {
    // Only for the provider in use: no other is worth running a command or opening a keychain.
    if (!isSelected) return {};
    const secret = readSecret(token, key, context);
    // The model is asked in any case, so a program that fails is said at once.
    return { apiKey: secret.isRenewed ? new Secret(secret.reveal(), secret.source) : secret };
  }
  const value = nonEmptyText(token, { key, context });
  context.values.push({ key, value: '[redacted]', origin: token.origin, source: 'config' });
  return { apiKey: new Secret(value, 'config') };
}

function unknownProvider(selected: string, ids: readonly string[], root: ReaderOf<'root'>): ConfigError {
  const nearest = nearestName(selected, ids);
  const origin = root.node('model_provider')?.origin;
  return new ConfigError({
    code: 'unknown_provider',
    message: `model_provider: there is no provider "${selected}"`,
    hint:
      nearest === undefined
        ? `Add [${dottedKey(['model_providers', selected])}] with base_url.`
        : `Did you mean "${nearest}"?`,
    ...(origin === undefined ? {} : { origin }),
  });
}
