import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { describeConfig, loadConfig } from '../src/index.ts';
import type { LoadedConfig } from '../src/index.ts';
import { CONFIG_TABLES, ENDPOINT_FORMS } from '../src/schema/index.ts';
import type { SettingTable } from '../src/schema/index.ts';
import { createWorkspace, load } from './support/workspace.ts';

const TABLES: readonly (readonly [string, SettingTable])[] = Object.entries(CONFIG_TABLES);
const ENVIRONMENT = {
  LANGFUSE_PUBLIC_KEY: 'pk-lf-1',
  LANGFUSE_SECRET_KEY: 'sk-lf-1',
  OTEL_TOKEN: 'token',
  MCP_TOKEN: 'token',
  MCP_KEY: 'key',
  GATEWAY_KEY: 'key',
};

/** What a key means nothing without. */
const NEEDS: Readonly<Record<string, string>> = {
  public_key: 'secret_key = "sk-lf-1"',
  secret_key: 'public_key = "pk-lf-1"',
  url: '',
  bearer_token_env_var: 'url = "https://mcp.example/mcp"',
  http_headers: 'url = "https://mcp.example/mcp"',
  env_http_headers: 'url = "https://mcp.example/mcp"',
};

/** Keys that decide which layers there are, or stand for others; they have no value of their own. */
const WITHOUT_VALUE: readonly string[] = ['root.profile', 'root.profiles', 'root.projects'];

/** `[otel.exporter.otlp-http.tls]` for `<kind>`, `[mcp_servers.docs]` for `<name>`. */
function headerOf(table: SettingTable): string {
  return table.header.replace('<kind>', 'otlp-http').replace(/<(?:name|id)>/, 'docs');
}

/** A document that sets one key to its example, with what the key cannot do without. */
function exampleDocument(id: string, table: SettingTable, name: string): string {
  const header = headerOf(table);
  const { example } = table.settings[name] ?? { example: '' };
  const value = example.replace('{ keychain = "langfuse" }', '{ env = "LANGFUSE_SECRET_KEY" }');
  const isMcp = id === 'mcp_servers.*';
  const isDestination = id === 'otel.destinations.*';
  const own = NEEDS[name] ?? (isMcp && name !== 'command' ? 'command = "npx"' : '');
  const needed = Object.entries(table.needs).filter(([key]) => key !== name);
  const kind = isDestination && name !== 'capture' && name !== 'signals';
  const first = name === 'experimental_bearer_token' ? 'model_provider = "docs"\n' : '';
  const lines = [
    ...(isMcp || id === 'langfuse' ? [own] : []),
    ...(kind ? [] : needed.map(([key, text]) => `${key} = ${text}`)),
    `${name} = ${value}`,
  ].filter((line) => line !== '');
  const before = header.endsWith('.tls') ? '[otel.exporter.otlp-http]\nendpoint = "https://otel.example"\n' : '';
  return `${first}${before}${header === '' ? '' : `[${header}]\n`}${lines.join('\n')}\n`;
}

function loadExample(user: string): LoadedConfig {
  const root = createWorkspace({ '.codex/config.toml': user, '.codex/work.config.toml': '' });
  const tls = join(import.meta.dirname, 'fixtures', 'tls');
  mkdirSync(join(root, '.codex', 'certs'));
  for (const [file, name] of [
    ['authority.pem', 'ca.pem'],
    ['client.pem', 'client.pem'],
    ['client.key', 'client.key'],
  ] as const) {
    cpSync(join(tls, file), join(root, '.codex', 'certs', name));
  }
  const input = { home: root, cwd: root, env: ENVIRONMENT, systemDirectory: join(root, 'etc'), strict: true };
  return loadConfig({ ...input, now: () => Date.UTC(2030, 0, 1) });
}

const KEYS = TABLES.flatMap(([id, table]) =>
  Object.keys(table.settings).map((name) => [`${id}.${name}`, id, name] as const),
);

test.each(KEYS)('%s: the example loads, and the value in force comes from it', (key, id, name) => {
  const table = (CONFIG_TABLES as Readonly<Record<string, SettingTable>>)[id];
  if (table === undefined) throw new Error(`no table ${id}`);
  const user = exampleDocument(id, table, name);
  const { config, warnings, values } = loadExample(user);
  const known = name === 'log_guardian_assessments' ? ['no_effect'] : [];
  expect(warnings.map(({ code }) => code).filter((code) => !known.includes(code))).toEqual([]);
  if (WITHOUT_VALUE.includes(key)) return;
  // What stands beside the kind holds for it as if written inside.
  const beside = id === 'otel.destinations.*' && table.settings[name]?.type !== 'table';
  const full = [headerOf(table), ...(beside ? ['console'] : []), name].filter((part) => part !== '').join('.');
  const set = values.filter(({ origin }) => origin.layer === 'user').map((value) => value.key);
  const found = set.filter((other) => other === full || other.startsWith(`${full}.`));
  // A key that is known but read by nobody would not be among the values.
  expect({ user, set: found.length > 0 }).toEqual({ user, set: true });
  expect(config.origins.get(found[0] ?? '')?.layer).toBe('user');
});

test('defaults of the documentation are those in force', () => {
  const user = [
    '[sandbox_workspace_write]\n[shell_environment_policy]\n[history]\n',
    '[mcp_servers.docs]\ncommand = "x"\n[model_providers.docs]\nbase_url = "https://x.example"\n',
    '[otel]\nexporter = "langfuse"\n',
  ].join('');
  const { values } = describeConfig(load({ user, env: ENVIRONMENT }));
  const inForce = new Map(values.filter(({ layer }) => layer === 'default').map(({ key, value }) => [key, value]));
  const documented = TABLES.flatMap(([, table]) =>
    Object.entries(table.settings).flatMap(([name, setting]): [string, string][] => {
      const key = [headerOf(table), name].filter((part) => part !== '').join('.');
      return setting.default === undefined ? [] : [[key, setting.default]];
    }),
  );
  const compared = documented.filter(([key]) => inForce.has(key));
  expect(compared.length).toBeGreaterThan(30);
  for (const [key, text] of compared) {
    const value = key === 'otel.journal.max_age' ? '"30d"' : inForce.get(key);
    expect([key, key === 'otel.journal.max_age' ? text : JSON.parse(text)]).toEqual([key, value]);
  }
  // The other way round: what shows as a default is documented as one.
  const names = new Set(documented.map(([key]) => key));
  expect([...inForce.keys()].filter((key) => !names.has(key))).toEqual([]);
});

test('every value that a configuration shows is in the documentation', () => {
  const shown = KEYS.flatMap(([, id, name]) => {
    const table = (CONFIG_TABLES as Readonly<Record<string, SettingTable>>)[id];
    return table === undefined ? [] : loadExample(exampleDocument(id, table, name)).values.map(({ key }) => key);
  });
  const known = TABLES.flatMap(([, table]) =>
    Object.keys(table.settings).map((name) => [headerOf(table), name].filter((part) => part !== '').join('.')),
  );
  const undocumented = new Set(
    shown
      .map((key) => key.replace(/^otel\.(?:trace_exporter|log_exporter|destinations\.\w+)\./, 'otel.exporter.'))
      .map((key) => key.replace(/^otel\.exporter\.([\w-]+)\.capture\./, 'otel.capture.'))
      .map((key) => key.replace(/^model_providers\.\w+\./, 'model_providers.docs.'))
      .filter((key) => !known.some((name) => key === name || key.startsWith(`${name}.`))),
  );
  expect([...undocumented]).toEqual([]);
});

test.each(ENDPOINT_FORMS)('$written goes where the documentation says', ({ written, urls }) => {
  const { config } = load({ user: `[otel]\n${written}\n`, env: ENVIRONMENT });
  const found = config.otel.destinations.flatMap(({ signals }) =>
    Object.entries(signals).map(([signal, { url }]) => [signal, url] as const),
  );
  expect(Object.fromEntries(found)).toEqual(urls);
});

test('docs/configuration.md is what the schema gives', async () => {
  await expect(generate('--check')).resolves.toMatchObject({ stderr: '' });
});

test('the check says when it is not', async () => {
  const root = createWorkspace({ 'docs/configuration.md': '' });
  await generate('--root', root);
  await expect(generate('--check', '--root', root)).resolves.toMatchObject({ stderr: '' });
  appendFileSync(join(root, 'docs', 'configuration.md'), 'x\n');
  await expect(generate('--check', '--root', root)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('stale'),
  });
});

test('the document at the top of docs/configuration.md loads', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
  const [, document = ''] = /```toml\n([\s\S]*?)```/.exec(text) ?? [];
  const { config, warnings } = load({ user: document, env: ENVIRONMENT, strict: true });
  expect(warnings).toEqual([]);
  expect(config.otel).toMatchObject({ environment: 'prod', destinations: [{ kind: 'langfuse' }] });
});

/** The script works on what is built, as in `pnpm run generate`. */
function generate(...parameters: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const script = join(import.meta.dirname, '..', 'scripts', 'generate.mjs');
  return promisify(execFile)(process.execPath, [script, ...parameters]);
}
