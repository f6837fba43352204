import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withSandbox } from './support.ts';

/** A different one per source, so that a leak says where it comes from. */
const secretOf = (source: string): string => `SuPer5ecret-${source}`;

const EVERYTHING = `
notify = ["curl", "-H", "Authorization: Bearer ${secretOf('notify')}"]
[model_providers.openai]
experimental_bearer_token = "${secretOf('token')}"
http_headers = { "X-A" = "${secretOf('provider-header')}" }
env_http_headers = { "X-B" = "PROVIDER_HEADER" }
[mcp_servers.a]
command = "x"
args = ["--api-key", "${secretOf('argument')}"]
env = { A = "${secretOf('mcp-env')}" }
[mcp_servers.b]
url = "https://m.example"
bearer_token_env_var = "MCP_TOKEN"
[shell_environment_policy]
set = { A = "${secretOf('shell')}" }
[otel]
exporter = "otlp-http"
[otel.exporter."otlp-http"]
endpoint = "https://o.example/v1/traces?key=${secretOf('query')}"
[otel.exporter."otlp-http".headers]
A = "${secretOf('literal')}"
B = "Basic \${HEADER}"
C = { env = "HEADER_OF_ENV" }
D = { file = "secret" }
E = { command = ["/bin/cat", "secret-of-command"] }
[otel.exporter.otlp-grpc]
endpoint = "https://g.example"
headers = { A = "${secretOf('unselected')}" }
[otel.destinations.lf.langfuse]
public_key = "pk-lf-1"
secret_key = "${secretOf('key')}"
[otel.destinations.env.langfuse]
`;
const ENVIRONMENT = {
  PROVIDER_HEADER: secretOf('provider-env'),
  MCP_TOKEN: secretOf('mcp-token'),
  HEADER: secretOf('variable'),
  HEADER_OF_ENV: secretOf('env'),
  LANGFUSE_PUBLIC_KEY: 'pk-lf-2',
  LANGFUSE_SECRET_KEY: secretOf('langfuse'),
  OPENAI_API_KEY: secretOf('openai'),
};
const OVERRIDE = `otel.destinations.c={otlp-http={endpoint="https://c.example",headers={A="${secretOf('override')}"}}}`;

const COMMANDS: readonly (readonly string[])[] = [
  ['otel', 'config'],
  ['otel', 'config', '--json'],
  ['otel', 'config', '--strict-config'],
  ['otel', 'config', '-c', OVERRIDE],
  ['otel', 'config', '-c', OVERRIDE.slice(0, -5)],
  ['otel', 'status', '--json'],
  ['otel', 'config', '--fix'],
];

test('no command prints a secret, whatever source it comes from', async () => {
  await withSandbox(async (sandbox) => {
    await writeFile(join(sandbox.codexHome, 'secret'), secretOf('file'));
    await writeFile(join(sandbox.codexHome, 'secret-of-command'), secretOf('command'));
    await sandbox.writeConfig(EVERYTHING);
    for (const parameters of COMMANDS) {
      const { stdout, stderr } = await sandbox.codex(parameters, { env: ENVIRONMENT });
      expect({ parameters, found: leaks(`${stdout}${stderr}`) }).toEqual({ parameters, found: [] });
      // Not because it printed nothing.
      expect(`${stdout}${stderr}`).not.toBe('');
    }
  });
});

test('otel config says where each secret comes from', async () => {
  await withSandbox(async (sandbox) => {
    await writeFile(join(sandbox.codexHome, 'secret'), secretOf('file'));
    await writeFile(join(sandbox.codexHome, 'secret-of-command'), secretOf('command'));
    await sandbox.writeConfig(EVERYTHING);
    const { code, stdout } = await sandbox.codex(['otel', 'config'], { env: ENVIRONMENT });
    expect(code).toBe(0);
    const header = (name: string): string | undefined =>
      stdout.split('\n').find((line) => line.startsWith(`otel.exporter.otlp-http.headers.${name} `));
    expect(header('A')).toMatch(/^\S+ = "\[redacted\]" {2}# user: .*config\.toml:\d+$/);
    expect(header('B')).toMatch(/, from env HEADER$/);
    expect(header('C')).toMatch(/, from env HEADER_OF_ENV$/);
    expect(header('D')).toMatch(/, from file secret$/);
    expect(header('E')).toMatch(/, from command$/);
  });
});

test.each([
  ['an unclosed header', `[otel.exporter.otlp-http.headers]\nA = "${secretOf('unclosed')}\n`],
  ['a text over several lines', `[otel.exporter.langfuse]\nsecret_key = """\n${secretOf('lines')} = 1\n\\q"""\n`],
  ['plain http', `[otel.exporter.otlp-http]\nendpoint = "http://o.example"\nheaders = { A = "${secretOf('http')}" }\n`],
  ['half a pair', `[otel.exporter.langfuse]\nsecret_key = "${secretOf('half')}"\n`],
  [
    'a password in the endpoint',
    `[otel.exporter.otlp-http]\nendpoint = "https://u:${secretOf('password')}@o.example"\n`,
  ],
  [
    'a failing command',
    `[otel.exporter.otlp-http]\nendpoint = "https://o.example"\nheaders = { A = { command = ["/bin/sh", "-c", "echo ${secretOf('output')}; exit 1"] } }\n`,
  ],
])('no error prints a secret: %s', async (_name, config) => {
  await withSandbox(async (sandbox) => {
    await sandbox.writeConfig(config);
    for (const parameters of [
      ['otel', 'config', '--strict-config'],
      ['otel', 'config', '--json'],
    ]) {
      const { stdout, stderr } = await sandbox.codex(parameters);
      expect(leaks(`${stdout}${stderr}`)).toEqual([]);
      expect(`${stdout}${stderr}`).toContain('config.toml');
    }
  });
});

test('otel config prints no secret of the keychain', async () => {
  const service = `codex-cli-test-${process.pid}`;
  const resolve = createRequire(new URL('../../../packages/config/package.json', import.meta.url));
  const { Entry } = resolve('@napi-rs/keyring') as {
    Entry: new (service: string, name: string) => { setPassword(text: string): void; deletePassword(): boolean };
  };
  const entry = new Entry(service, 'langfuse');
  const stored = [1, 2].some(() => {
    try {
      entry.setPassword(secretOf('keychain'));
      return true;
    } catch {
      // A Linux kernel refuses the first write of a process without a session of its own; elsewhere there is none.
      return false;
    }
  });
  try {
    await withSandbox(async (sandbox) => {
      const key = `secret_key = { keychain = "${service}/langfuse" }`;
      await sandbox.writeConfig(`[otel.exporter.langfuse]\npublic_key = "pk-lf-1"\n${key}\n`);
      const { stdout, stderr } = await sandbox.codex(['otel', 'config', '--json']);
      expect(leaks(`${stdout}${stderr}`)).toEqual([]);
      expect(stdout).toMatch(stored ? /keychain codex-cli-test-|keychain has no entry/ : /keychain/);
    });
  } finally {
    if (stored) entry.deletePassword();
  }
});

/** The sources of the secrets that stand in a text, plain or in base64. */
function leaks(text: string): readonly string[] {
  const plain = [...text.matchAll(/SuPer5ecret-[\w-]*/g)].map(([found]) => found);
  // Of "SuPer5ecret" behind any number of other bytes, without the ends that share a group with their neighbours.
  const encoded = [0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}SuPer5ecret`)
      .toString('base64')
      .slice(4, 12),
  );
  return [...plain, ...encoded.filter((part) => text.includes(part))];
}
