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
import { dottedKey } from '../tree/config-node.ts';
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
  const node = root.node('model_providers');
  const tables = node === undefined ? [] : tableEntries(node, { key: 'model_providers', context });
  const ids = new Set([...BUILT_IN.keys(), ...tables.map(([id]) => id)]);
  const providers = new Map<string, ModelProvider>();
  for (const id of ids) {
    const table = tables.find(([name]) => name === id)?.[1];
    const builtIn = BUILT_IN.get(id);
    try {
      if (table !== undefined && table.kind !== 'table') {
        const key = dottedKey(['model_providers', id]);
        throw valueError(context, { key, problem: 'must be a table', hint: `Write [${key}].`, origin: table.origin });
      }
      const reader = createTableReader<ProviderKey>(table, ['model_providers', id], context);
      const baseUrl = id === 'openai' ? (openaiBaseUrl ?? builtIn?.baseUrl) : builtIn?.baseUrl;
      const known = { ...builtIn, ...(baseUrl === undefined ? {} : { baseUrl }), id, isSelected: id === selected };
      providers.set(id, readProvider(reader, known, context));
    } catch (error) {
      if (!ConfigError.isInstance(error) || id === selected || context.strict) throw error;
      const { message, hint, origin } = error;
      context.warnings.push({ code: 'provider_ignored', message, hint, ...(origin === undefined ? {} : { origin }) });
    }
  }
  const modelProvider = providers.get(selected);
  if (modelProvider === undefined) throw unknownProvider(selected, ids, root);
  return { modelProvider, modelProviders: Object.fromEntries(providers) };
}

/** What is known of a provider before its table is read. */
interface KnownProvider extends Partial<BuiltIn> {
  readonly id: string;
  /** It is the one in use. */
  readonly isSelected: boolean;
}

function readProvider(reader: TableReader<ProviderKey>, known: KnownProvider, context: ReadContext): ModelProvider {
  const { id } = known;
  const name = reader.optional('name', nonEmptyText) ?? known.name ?? id;
  const baseUrl = readBaseUrl(reader, known.baseUrl, context);
  refuseChat(reader, context);
  const envKey = reader.optional('env_key', nonEmptyText) ?? known.envKey;
  const openaiAuth = reader.optional('requires_openai_auth', boolean) === true;
  const apiKey = readApiKey(reader, envKey ?? (openaiAuth ? 'OPENAI_API_KEY' : undefined), known, context);
  const provider: ModelProvider = {
    id,
    name,
    baseUrl,
    ...(envKey === undefined ? {} : { envKey }),
    ...(apiKey === undefined ? {} : { apiKey }),
    wireApi: 'responses',
    queryParams: reader.optional('query_params', textTable) ?? {},
    httpHeaders: readHttpHeaders(reader, context),
    requestMaxRetries: reader.optional('request_max_retries', integer(0, 100)) ?? 4,
    streamMaxRetries: reader.optional('stream_max_retries', integer(0, 100)) ?? 5,
    streamIdleTimeoutMillis: reader.optional('stream_idle_timeout_ms', integer(1)) ?? 300_000,
  };
  for (const key of PROVIDER_KEYS_WITHOUT_EFFECT) reader.node(key);
  reader.finish();
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

function readApiKey(
  reader: TableReader<ProviderKey>,
  envKey: string | undefined,
  { id, isSelected }: KnownProvider,
  context: ReadContext,
): Secret | undefined {
  const token = reader.node('experimental_bearer_token');
  if (token?.kind === 'table') {
    // Only for the provider in use: no other is worth running a command or opening a keychain.
    if (!isSelected) return undefined;
    const secret = readSecret(token, reader.keyOf('experimental_bearer_token'), context);
    // The model is asked in any case, so a program that fails is said at once.
    return secret.isRenewed ? new Secret(secret.reveal(), secret.source) : secret;
  }
  if (token !== undefined) {
    const key = reader.keyOf('experimental_bearer_token');
    const value = nonEmptyText(token, { key, context });
    context.values.push({ key, value: '[redacted]', origin: token.origin, source: 'config' });
    return new Secret(value, 'config');
  }
  const names = [...(envKey === undefined ? [] : [envKey]), ...(id === 'openai' ? ['CODEX_API_KEY'] : [])];
  const found = names.find((name) => environmentText(context, name) !== undefined);
  return found === undefined ? undefined : new Secret(environmentText(context, found) ?? '', `env ${found}`);
}

function unknownProvider(selected: string, ids: ReadonlySet<string>, root: ReaderOf<'root'>): ConfigError {
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
