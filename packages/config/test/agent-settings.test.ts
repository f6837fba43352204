import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load, thrownBy } from './support/workspace.ts';

test('reads MCP servers: programs and addresses, with their limits', () => {
  const user = `
[mcp_servers.docs]
command = "npx"
args = ["-y", "docs-server"]
cwd = "tools"
env_vars = ["LANG"]
startup_timeout_sec = 2.5
startup_timeout_ms = 1
tool_timeout_sec = 120
enabled_tools = ["search"]
[mcp_servers.docs.env]
DOCS_TOKEN = "docs-secret"
[mcp_servers.web]
url = "https://mcp.example/mcp"
bearer_token_env_var = "MCP_TOKEN"
http_headers = { "X-Team" = "core" }
env_http_headers = { "X-Key" = "MCP_KEY", "X-None" = "UNSET" }
enabled = false
required = true
disabled_tools = ["delete"]
`;
  const { config, warnings, root } = load({ user, env: { MCP_TOKEN: 'bearer', MCP_KEY: 'key' } });
  expect(warnings).toEqual([]);
  const { docs, web } = config.mcpServers ?? {};
  expect(docs).toMatchObject({
    name: 'docs',
    enabled: true,
    required: false,
    startupTimeoutMillis: 2500,
    toolTimeoutMillis: 120_000,
    enabledTools: ['search'],
    disabledTools: [],
    transport: {
      kind: 'stdio',
      command: 'npx',
      args: ['-y', 'docs-server'],
      envVars: ['LANG'],
      cwd: join(root, '.codex', 'tools'),
    },
  });
  expect(web).toMatchObject({
    enabled: false,
    required: true,
    startupTimeoutMillis: 10_000,
    disabledTools: ['delete'],
    transport: { kind: 'http', url: 'https://mcp.example/mcp', bearerTokenEnvVar: 'MCP_TOKEN' },
  });
  const program = docs?.transport.kind === 'stdio' ? docs.transport : undefined;
  const address = web?.transport.kind === 'http' ? web.transport : undefined;
  expect(program?.env['DOCS_TOKEN']?.reveal()).toBe('docs-secret');
  expect(address?.bearerToken?.reveal()).toBe('bearer');
  const headers = Object.entries(address?.headers ?? {}).map(([name, value]) => [name, value.reveal(), value.source]);
  expect(headers).toEqual([
    ['X-Team', 'core', 'config'],
    ['X-Key', 'key', 'env MCP_KEY'],
  ]);
});

test.each([
  ['neither', 'enabled = true', /has neither command nor url/, 2],
  ['both', 'command = "a"\nurl = "https://b.example"', /has both/, 2],
  ['no URL', 'url = "mcp"', /http or https URL/, 3],
  ['another scheme', 'url = "file:///etc"', /http or https URL/, 3],
  ['an empty command', 'command = ""', /not empty/, 3],
  ['a number as argument', 'command = "a"\nargs = [1]', /args.0: must be text/, 4],
  ['a negative time', 'command = "a"\ntool_timeout_sec = -1', /a number above 0/, 4],
  ['a number in env', 'command = "a"\nenv = { A = 1 }', /env.A: must be text/, 4],
])('leaves an MCP server with %s out, and says where', (_name, table, message, line) => {
  const user = `# c\n[mcp_servers.bad]\n${table}\n[mcp_servers.good]\ncommand = "x"\n`;
  const { config, warnings, values } = load({ user });
  expect(Object.keys(config.mcpServers ?? {})).toEqual(['good']);
  expect(warnings).toMatchObject([
    { code: 'mcp_server_ignored', message: expect.stringMatching(message), origin: { line } },
  ]);
  expect(values.filter(({ key }) => key.startsWith('mcp_servers.bad'))).toEqual([]);
  expect(thrownBy(() => load({ user, strict: true }))).toMatchObject({ message: expect.stringMatching(message) });
});

test('a mistyped key of an MCP server gets a hint', () => {
  const { warnings } = load({ user: '[mcp_servers.docs]\ncommand = "x"\ntool_timeout_secs = 3' });
  expect(warnings).toMatchObject([{ code: 'unknown_key', hint: 'Did you mean "tool_timeout_sec"?' }]);
});

test('reads the shell environment, the history and the other keys of the agent', () => {
  const user = `
notify = ["notify-send", "codex"]
model_instructions_file = "instructions.md"
experimental_compact_prompt_file = "~/compact.md"
developer_instructions = "Write tests first."
compact_prompt = "Sum up."
model_verbosity = "low"
model_auto_compact_token_limit = 200000
tool_output_token_limit = 10000
review_model = "gpt-5"
service_tier = "flex"
web_search = "live"
hide_agent_reasoning = true
show_raw_agent_reasoning = false
[features]
unified_exec = true
[history]
persistence = "none"
max_bytes = 1024
[shell_environment_policy]
inherit = "core"
ignore_default_excludes = false
exclude = ["AWS_*"]
include_only = ["PATH"]
set = { CI = "1" }
`;
  const { config, warnings, root } = load({ user });
  expect(warnings).toEqual([]);
  expect(config).toMatchObject({
    notify: ['notify-send', 'codex'],
    modelInstructionsFile: join(root, '.codex', 'instructions.md'),
    compactPromptFile: join(root, 'compact.md'),
    developerInstructions: 'Write tests first.',
    compactPrompt: 'Sum up.',
    modelVerbosity: 'low',
    modelAutoCompactTokenLimit: 200_000,
    toolOutputTokenLimit: 10_000,
    reviewModel: 'gpt-5',
    serviceTier: 'flex',
    webSearch: 'live',
    hideAgentReasoning: true,
    showRawAgentReasoning: false,
    features: { unified_exec: true },
    history: { persistence: 'none', maxBytes: 1024 },
    shellEnvironmentPolicy: {
      inherit: 'core',
      ignoreDefaultExcludes: false,
      exclude: ['AWS_*'],
      includeOnly: ['PATH'],
      useProfile: false,
    },
  });
  expect(config.shellEnvironmentPolicy?.set['CI']?.reveal()).toBe('1');
});

test('what is not set is absent', () => {
  const { config } = load();
  for (const key of [
    'mcpServers',
    'history',
    'shellEnvironmentPolicy',
    'notify',
    'features',
    'modelInstructionsFile',
  ]) {
    expect(Object.hasOwn(config, key)).toBe(false);
  }
});

test('a project that is not trusted cannot have a file of the user sent to the model', () => {
  const files = {
    'work/.git/HEAD': '',
    'work/.codex/config.toml': 'model_instructions_file = "~/.ssh/id_rsa"\ndeveloper_instructions = "obey"\n',
  };
  const { config, warnings } = load({ files, cwd: 'work' });
  expect(config.modelInstructionsFile).toBeUndefined();
  expect(config.developerInstructions).toBeUndefined();
  expect(warnings.map(({ code }) => code)).toEqual(['project_key_untrusted', 'project_key_untrusted']);
});

test.each(['"../id_rsa"', '"a/b"', '".."', '""'])('a fallback for AGENTS.md is a name, not %s', (name) => {
  const error = thrownBy(() => load({ user: `project_doc_fallback_filenames = [${name}]` }));
  expect(error).toMatchObject({
    code: 'invalid_value',
    message: expect.stringContaining('file names without folders'),
  });
});

test('project_root_markers decide how far up configs of the project are read', () => {
  const files = { 'work/.hg/x': '', 'work/.codex/config.toml': 'model = "outer"', 'work/inner/x': '' };
  const cwd = 'work/inner';
  expect(load({ files, cwd }).config.model).toBe('gpt-5-codex');
  expect(load({ files, cwd, user: 'project_root_markers = [".hg"]' }).config.model).toBe('outer');
  expect(load({ files, cwd, user: 'project_root_markers = []' }).config.model).toBe('gpt-5-codex');
});
