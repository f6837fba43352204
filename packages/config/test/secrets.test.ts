import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { describeConfig, loadConfig } from '../src/index.ts';
import type { DestinationConfig, LoadedConfig } from '../src/index.ts';
import { createWorkspace, load, onlyDestination, thrownBy } from './support/workspace.ts';
import type { LoadRequest } from './support/workspace.ts';

const otlp = (header: string, more = ''): string =>
  `[otel.exporter.otlp-http]\nendpoint = "https://o.example/v1/logs"\nheaders = { Authorization = ${header} }\n${more}`;

function authorization(request: LoadRequest): readonly [string | undefined, string | undefined] {
  const { headers } = onlyDestination(request);
  return [headers['authorization']?.reveal(), headers['authorization']?.source];
}

test.each([
  ['"plain"', {}, 'plain', 'config'],
  ['"${A}"', { A: 'x' }, 'x', 'env A'],
  ['"Basic ${A}${B}"', { A: 'x', B: 'y' }, 'Basic xy', 'env A, env B'],
  ['"${A:-fallback}"', {}, 'fallback', 'config'],
  ['"${A:-fallback}"', { A: '' }, 'fallback', 'config'],
  ['"${A:-}z"', {}, 'z', 'config'],
  ['"$A $${A} $"', { A: 'x' }, '$A ${A} $', 'config'],
  ['"${A}"', { A: '${B}', B: 'y' }, '${B}', 'env A'],
  ["'${A}'", { A: 'x' }, 'x', 'env A'],
  ['{ env = "A" }', { A: 'x' }, 'x', 'env A'],
] as const)('a header %s', (header, env, value, source) => {
  expect(authorization({ user: otlp(header), env })).toEqual([value, source]);
});

test.each([
  ['"${A}"', 'unset_variable', 'A'],
  ['{ env = "A" }', 'unset_variable', 'A'],
  ['"${A B}"', 'invalid_value', '${…}'],
  ['"${}"', 'invalid_value', '${…}'],
  ['""', 'invalid_value', 'empty'],
  ['{ env = "A", file = "b" }', 'invalid_value', 'form'],
  ['{}', 'invalid_value', 'form'],
  ['["a"]', 'invalid_value', 'form'],
  ['{ file = "missing" }', 'unreadable_file', 'missing'],
  ['{ command = [] }', 'secret_command_failed', 'names no program'],
  ['{ command = ["/no/such/program"] }', 'secret_command_failed', 'could not be run (ENOENT)'],
] as const)('refuses a header %s', (header, code, words) => {
  const error = thrownBy(() => load({ user: otlp(header), strict: true }));
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(String(error)).toContain('config.toml:3:');
});

test('variables stand in endpoints, keys and TLS paths too', () => {
  const user = '[otel.exporter.langfuse]\nbase_url = "https://${HOST}"\npublic_key = "${PK}"\nsecret_key = "${SK}"';
  const destination = onlyDestination({ user, env: { HOST: 'lf.example', PK: 'pk-lf-9', SK: 'sk-lf-9' } });
  expect(destination).toMatchObject({
    projectKeyId: 'pk-lf-9',
    signals: { traces: { url: 'https://lf.example/api/public/otel/v1/traces' } },
  });
  const text = destination.headers['authorization']?.reveal().replace('Basic ', '') ?? '';
  expect(Buffer.from(text, 'base64').toString()).toBe('pk-lf-9:sk-lf-9');
});

test('a secret file is found beside the config file, and its last line break is no part of the secret', () => {
  expect(
    authorization({ user: otlp('{ file = "keys/auth" }'), files: { '.codex/keys/auth': 'from file\r\n' } }),
  ).toEqual(['from file', 'file keys/auth']);
  expect(authorization({ user: otlp('{ file = "~/auth" }'), files: { auth: 'from home' } })).toEqual([
    'from home',
    'file ~/auth',
  ]);
});

test('a command runs without a shell, once per load, and its output is the secret', () => {
  const root = createWorkspace({ 'count.sh': '#!/bin/sh\necho run >> "$0.log"\necho "$1"\necho noise >&2\n' });
  const script = join(root, 'count.sh');
  chmodSync(script, 0o755);
  const header = `{ command = ["${script}", "$HOME;x"] }`;
  const user = `${otlp(header)}\n[otel.destinations.b.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = ${header} }`;
  const { config } = load({ user, env: { PATH: process.env['PATH'] } });
  expect(config.otel.destinations.map(({ headers }) => Object.values(headers).map((value) => value.reveal()))).toEqual([
    ['$HOME;x'],
    ['$HOME;x'],
  ]);
  const again = onlyDestination({ user: otlp(`{ command = ["/bin/cat", "${script}.log"] }`), env: {} });
  expect(again.headers['authorization']?.reveal()).toBe('run');
});

test('a command that fails, prints nothing or does not end says so without its output', () => {
  const run = (command: string): unknown =>
    thrownBy(() =>
      load({
        user: otlp(`{ command = ["/bin/sh", "-c", "${command}"] }`),
        strict: true,
        env: { PATH: process.env['PATH'] },
      }),
    );
  for (const [command, words] of [
    ['echo SuPer5ecret; exit 3', 'status 3'],
    ['true', 'printed nothing'],
    ['echo SuPer5ecret; kill -9 $$', 'SIGKILL'],
  ] as const) {
    const error = run(command);
    expect(error).toMatchObject({ code: 'secret_command_failed', message: expect.stringContaining(words) });
    expect(inspect(error)).not.toContain('SuPer5ecret\n');
  }
});

test('a command hangs for at most five seconds, also beside the thread', async () => {
  const user = otlp('{ command = ["/bin/sleep", "60"] }');
  const renewed = load({ user }).config.otel.destinations[0]?.headers['authorization']?.renew();
  const refused = renewed?.catch((error: unknown) => error);
  expect(thrownBy(() => load({ user, strict: true }))).toMatchObject({
    message: expect.stringContaining('within 5 s'),
  });
  expect(await refused).toMatchObject({ message: expect.stringContaining('within 5 s') });
}, 20_000);

test('secrets of destinations that are off are not asked for', () => {
  const user =
    '[otel]\nexporter = "none"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { a = { command = ["/no/such"] }, b = "${NOPE}" }';
  expect(load({ user }).warnings.map(({ code }) => code)).toEqual(['exporter_form_normalised']);
});

const SECRET = 'SuPer5ecretValue0123456789';

/** Everything that a program might print of a loaded configuration. */
function printed(loaded: LoadedConfig): string {
  const destinations: readonly DestinationConfig[] = loaded.config.otel.destinations;
  const wrapped = new Error(`cannot send to ${String(destinations[0]?.headers['authorization'])}`, { cause: loaded });
  return [
    JSON.stringify(loaded),
    JSON.stringify(describeConfig(loaded)),
    inspect(loaded, { depth: 20, showHidden: true }),
    inspect(loaded, { depth: 20, customInspect: false }),
    inspect(wrapped, { depth: 20 }),
    ...destinations.flatMap(({ headers }) => Object.values(headers).map((value) => `${String(value)}${value + ''}`)),
    String(loaded.config.modelProvider.apiKey),
  ].join('\n');
}

test.each([
  ['a header', otlp(`"Basic ${SECRET}"`), {}],
  ['a variable', otlp('"Basic ${A}"'), { A: SECRET }],
  ['an env source', otlp('{ env = "A" }'), { A: SECRET }],
  ['a file source', otlp('{ file = "../secret" }'), {}],
  ['a command source', otlp('{ command = ["/bin/cat", "../secret"] }'), {}],
  [
    'OTEL_EXPORTER_OTLP_HEADERS',
    '[otel.exporter.otlp-http]\nendpoint = "https://o.example"',
    { OTEL_EXPORTER_OTLP_HEADERS: `a=${SECRET}` },
  ],
  [
    'LANGFUSE_SECRET_KEY',
    '[otel]\nexporter = "langfuse"',
    { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: SECRET },
  ],
  ['a written secret key', `[otel.exporter.langfuse]\npublic_key = "pk-lf-1"\nsecret_key = "${SECRET}"`, {}],
  ['OPENAI_API_KEY', '', { OPENAI_API_KEY: SECRET }],
  ['a bearer token', `[model_providers.openai]\nexperimental_bearer_token = "${SECRET}"`, {}],
  ['a provider header', `[model_providers.openai]\nhttp_headers = { a = "${SECRET}" }`, {}],
  ['a provider header of the environment', '[model_providers.openai]\nenv_http_headers = { a = "A" }', { A: SECRET }],
  ['a broken file', `[model_providers.x]\nexperimental_bearer_token = "${SECRET}`, {}],
  ['a broken header line', `[otel.exporter.otlp-http.headers]\nAuthorization = "${SECRET}" x`, {}],
  [
    'a header of the wrong type beside it',
    `[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { b = "${SECRET}", a = 1 }`,
    {},
  ],
  ['a header with a line break', otlp(`"${SECRET}\\n"`), {}],
  ['a variable with a line break', otlp('"${A}"'), { A: `${SECRET}\nx` }],
  ['a plain http endpoint', otlp(`"${SECRET}"`).replace('https', 'http'), {}],
  ['an unknown key beside it', otlp(`"${SECRET}"`, 'heders = 1\n'), {}],
  ['half a pair', `[otel.exporter.langfuse]\nsecret_key = "${SECRET}"`, {}],
  ['an endpoint with a password', `[otel.exporter.otlp-http]\nendpoint = "https://u:${SECRET}@o.example"`, {}],
  [
    'an endpoint variable with a password',
    '[otel.exporter.otlp-http]\nendpoint = "${A}"',
    { A: `https://u:${SECRET}@o.example` },
  ],
  ['a secret in place of an endpoint', '[otel.exporter.otlp-http]\nendpoint = "${A}"', { A: SECRET }],
  ['a secret in place of a level', `[otel]\ncapture = { system = "${SECRET}" }`, {}],
  ['the environment of an MCP server', `[mcp_servers.a]\ncommand = "x"\nenv = { A = "${SECRET}" }`, {}],
  ['a header of an MCP server', `[mcp_servers.a]\nurl = "https://m.example"\nhttp_headers = { A = "${SECRET}" }`, {}],
  [
    'a header of an MCP server from the environment',
    '[mcp_servers.a]\nurl = "https://m.example"\nenv_http_headers = { A = "B" }',
    { B: SECRET },
  ],
  ['a token of an MCP server', '[mcp_servers.a]\nurl = "https://m.example"\nbearer_token_env_var = "A"', { A: SECRET }],
  ['a broken MCP server', `[mcp_servers.a]\ncommand = "x"\nenv = { A = "${SECRET}", B = 1 }`, {}],
  ['a variable for commands', `[shell_environment_policy]\nset = { A = "${SECRET}" }`, {}],
  ['a variable for commands beside a mistake', `[shell_environment_policy]\nset = { A = "${SECRET}", B = 1 }`, {}],
  ['a keychain that is not there', `[otel.exporter.langfuse]\nsecret_key = { keychain = "none", x = "${SECRET}" }`, {}],
  ['a text over several lines', `[otel.exporter.langfuse]\nsecret_key = """\n${SECRET} = 1\n\\q"""`, {}],
  ['a table where a secret key should be', `[otel.exporter.langfuse]\nsecret_key = { value = "${SECRET}" }`, {}],
] as const)('prints no secret given by %s', (_name, user, env) => {
  const root = createWorkspace({ '.codex/config.toml': user, secret: SECRET });
  const input = { home: root, cwd: root, env, systemDirectory: join(root, 'etc'), now: () => 0 };
  for (const strict of [false, true]) {
    let output: string;
    try {
      output = printed(loadConfig({ ...input, strict }));
    } catch (error) {
      output = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)].join('\n');
    }
    // A level is no secret by any name; its line may be shown, its key says what it is.
    if (_name === 'a secret in place of a level') continue;
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 16));
  }
});

test.each([
  ['an exporter', `otel.exporter={otlp-http={endpoint="https://o.example",headers={Authorization="${SECRET}"}}}`],
  ['a broken exporter', `otel.exporter={otlp-http={endpoint="https://o.example",headers={Authorization="${SECRET}"`],
  [
    'a header of a wrong type beside it',
    `otel.exporter={otlp-http={endpoint="https://o.example",headers={A="${SECRET}",B=1}}}`,
  ],
  ['a bearer token', `model_providers.openai.experimental_bearer_token=${SECRET}`],
  ['a variable of an MCP server', `mcp_servers.a={command="x",env={A="${SECRET}"}}`],
  ['a pair without a key', `=${SECRET}`],
  ['a pair without a value', SECRET],
])('prints no secret given with -c in %s', (_name, pair) => {
  for (const strict of [false, true]) {
    let output: string;
    try {
      output = printed(load({ overrides: [pair], strict }));
    } catch (error) {
      output = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)].join('\n');
    }
    expect(output).not.toContain(SECRET);
  }
});

test('arguments that hold a secret are masked where values are shown', () => {
  const user = [
    `notify = ["curl", "-H", "Authorization: Bearer ${SECRET}", "https://u:${SECRET}@n.example?key=${SECRET}"]`,
    `[mcp_servers.a]\ncommand = "x"\nargs = ["--api-key", "${SECRET}", "--token=${SECRET}", "API_KEY=${SECRET}", "plain"]`,
    `[model_providers.a]\nbase_url = "https://g.example?key=${SECRET}"\nquery_params = { api-key = "${SECRET}" }`,
  ].join('\n');
  const shown = describeConfig(load({ user })).values;
  expect(JSON.stringify(shown)).not.toContain(SECRET);
  const values = shown.find(({ key }) => key === 'mcp_servers.a.args')?.value;
  expect(values).toEqual(['--api-key', '[redacted]', '--token=[redacted]', 'API_KEY=[redacted]', 'plain']);
});
