import { expect, test } from '@jest/globals';
import { load, thrownBy } from './support/workspace.ts';

test('openai takes its URL from its table, openai_base_url, or OPENAI_BASE_URL, in this order', () => {
  const env = { OPENAI_BASE_URL: 'https://env.example/v1/' };
  const table = '[model_providers.openai]\nbase_url = "https://table.example/v1"';
  const key = 'openai_base_url = "https://key.example/v1"';
  expect(load({ env }).config.modelProvider.baseUrl).toBe('https://env.example/v1');
  expect(load({ env, user: key }).config.modelProvider.baseUrl).toBe('https://key.example/v1');
  expect(load({ env, user: `${key}\n${table}` }).config.modelProvider.baseUrl).toBe('https://table.example/v1');
});

test('a provider of its own', () => {
  const user = `model_provider = "mine"
[model_providers.mine]
name = "My models"
base_url = "https://models.example/v1/"
env_key = "MY_KEY"
wire_api = "responses"
query_params = { api-version = "2" }
http_headers = { X-Team = "a" }
env_http_headers = { X-Env = "FROM_ENV", X-Unset = "NOPE" }
request_max_retries = 1
stream_max_retries = 2
stream_idle_timeout_ms = 3`;
  const { config, warnings } = load({ user, env: { MY_KEY: 'key', FROM_ENV: 'value' } });
  expect(warnings).toEqual([]);
  expect(config.modelProvider).toMatchObject({
    id: 'mine',
    name: 'My models',
    baseUrl: 'https://models.example/v1',
    envKey: 'MY_KEY',
    queryParams: { 'api-version': '2' },
    requestMaxRetries: 1,
    streamMaxRetries: 2,
    streamIdleTimeoutMillis: 3,
  });
  expect(config.modelProvider.apiKey?.reveal()).toBe('key');
  expect(config.modelProvider.apiKey?.source).toBe('env MY_KEY');
  const headers = Object.entries(config.modelProvider.httpHeaders).map(([name, value]) => [name, value.reveal()]);
  expect(headers).toEqual([
    ['X-Team', 'a'],
    ['X-Env', 'value'],
  ]);
});

test('the key comes from OPENAI_API_KEY, else CODEX_API_KEY, and a written token goes before', () => {
  expect(load({ env: { OPENAI_API_KEY: 'a', CODEX_API_KEY: 'b' } }).config.modelProvider.apiKey?.reveal()).toBe('a');
  expect(load({ env: { OPENAI_API_KEY: ' ', CODEX_API_KEY: 'b' } }).config.modelProvider.apiKey?.reveal()).toBe('b');
  const user = '[model_providers.openai]\nexperimental_bearer_token = "c"';
  expect(load({ user, env: { OPENAI_API_KEY: 'a' } }).config.modelProvider.apiKey?.reveal()).toBe('c');
});

test.each([
  ['model_provider = "opnai"', 'unknown_provider', /"openai"/],
  ['model_provider = "x"', 'unknown_provider', /\[model_providers\.x\]/],
  ['model_provider = "x"\n[model_providers.x]\nname = "X"', 'invalid_value', /base_url = /],
  ['model_provider = "x"\n[model_providers.x]\nbase_url = "localhost:1"', 'invalid_value', /base_url = /],
  [
    'model_provider = "x"\n[model_providers.x]\nbase_url = "http://x"\nwire_api = "chat"',
    'invalid_value',
    /Responses API/,
  ],
  [
    'model_provider = "x"\n[model_providers.x]\nbase_url = "http://x"\nrequest_max_retries = 101',
    'invalid_value',
    /digits/,
  ],
  ['model_provider = "x"\nmodel_providers = { x = 1 }', 'invalid_value', /\[model_providers\.x\]/],
])('refuses %j', (user, code, hint) => {
  expect(thrownBy(() => load({ user }))).toMatchObject({ code, hint: expect.stringMatching(hint) });
});

test('a broken provider that is not in use is a warning', () => {
  const { config, warnings } = load({ user: '[model_providers.old]\nbase_url = "http://x"\nwire_api = "chat"' });
  expect(warnings.map(({ code }) => code)).toEqual(['provider_ignored']);
  expect(Object.keys(config.modelProviders)).toEqual(['openai', 'ollama', 'lmstudio']);
});

test('the key of the provider in use may come from a file or a program; others are not asked for theirs', () => {
  const user = [
    'model_provider = "a"',
    '[model_providers.a]\nbase_url = "https://a.example"\nexperimental_bearer_token = { file = "key" }',
    '[model_providers.b]\nbase_url = "https://b.example"\nexperimental_bearer_token = { command = ["/no/such/program"] }',
  ].join('\n');
  const { config, warnings } = load({ user, files: { '.codex/key': 'from file\n' } });
  expect(warnings).toEqual([]);
  expect([config.modelProvider.apiKey?.reveal(), config.modelProvider.apiKey?.source]).toEqual([
    'from file',
    'file key',
  ]);
  expect(config.modelProviders['b']?.apiKey).toBeUndefined();
});

test('a built-in provider with a broken table is none, unless it is in use', () => {
  const broken = '[model_providers.openai]\nbase_url = "localhost:1"';
  const mine = 'model_provider = "mine"\n[model_providers.mine]\nbase_url = "https://models.example/v1"\n';
  const { config, warnings } = load({ user: mine + broken });
  expect(warnings).toEqual([expect.objectContaining({ code: 'provider_ignored' })]);
  expect(Object.keys(config.modelProviders)).not.toContain('openai');
  expect(thrownBy(() => load({ user: broken }))).toMatchObject({ code: 'invalid_value' });
});

test('an unknown provider is taken for the nearest one of the configuration, too', () => {
  const user = 'model_provider = "campany"\n[model_providers.company]\nbase_url = "https://models.example/v1"';
  expect(thrownBy(() => load({ user }))).toMatchObject({ hint: expect.stringContaining('"company"') });
});
