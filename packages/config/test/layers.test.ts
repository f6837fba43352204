import { expect, test } from '@jest/globals';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../src/index.ts';
import { createWorkspace, load, thrownBy } from './support/workspace.ts';

test('without any file there are the defaults', () => {
  const { config, warnings, root } = load();
  expect(warnings).toEqual([]);
  expect(config).toMatchObject({
    home: join(root, '.codex'),
    model: 'gpt-5-codex',
    modelReasoningSummary: 'auto',
    approvalPolicy: 'on-request',
    sandboxMode: 'read-only',
    projectDocMaxBytes: 32_768,
    modelProvider: { id: 'openai', name: 'OpenAI', baseUrl: 'https://api.openai.com/v1', envKey: 'OPENAI_API_KEY' },
    otel: { destinations: [] },
  });
  expect(config.modelProvider.apiKey).toBeUndefined();
  expect(config.origins.get('model')).toEqual({ layer: 'default' });
});

test('each layer overrides those below, and every value knows its origin', () => {
  const files = {
    'etc/config.toml': 'model = "system"\napproval_policy = "never"\nproject_doc_max_bytes = 1',
    '.codex/config.toml':
      'model = "user"\nproject_doc_max_bytes = 2\n[profiles.work]\nmodel = "table"\nproject_doc_max_bytes = 3',
    '.codex/work.config.toml': 'project_doc_max_bytes = 4',
    'repo/.codex/config.toml': 'model_context_window = 5\nproject_doc_max_bytes = 5',
    'repo/inner/.codex/config.toml': '\nproject_doc_max_bytes = 6',
    'repo/.git/HEAD': '',
  };
  const { config, root } = load({
    files,
    cwd: 'repo/inner',
    profile: 'work',
    overrides: ['model_reasoning_effort=high'],
  });
  expect(config).toMatchObject({
    profile: 'work',
    model: 'table',
    approvalPolicy: 'never',
    projectDocMaxBytes: 6,
    modelContextWindow: 5,
    modelReasoningEffort: 'high',
  });
  expect(config.origins.get('model')).toEqual({
    layer: 'profile',
    file: join(root, '.codex/config.toml'),
    line: 4,
    column: 1,
  });
  expect(config.origins.get('approval_policy')).toMatchObject({ layer: 'system', line: 2 });
  expect(config.origins.get('project_doc_max_bytes')).toEqual({
    layer: 'project',
    file: join(root, 'repo/inner/.codex/config.toml'),
    line: 2,
    column: 1,
  });
  expect(config.origins.get('model_reasoning_effort')).toEqual({ layer: 'override' });
});

test('CODEX_HOME replaces ~/.codex', () => {
  const files = { 'elsewhere/config.toml': 'model = "there"' };
  const root = createWorkspace(files);
  for (const CODEX_HOME of [join(root, 'elsewhere'), '~/elsewhere', 'elsewhere']) {
    const { config } = loadConfig({ home: root, cwd: root, env: { CODEX_HOME }, systemDirectory: join(root, 'etc') });
    expect(config.model).toBe('there');
    expect(config.home).toBe(join(root, 'elsewhere'));
  }
});

test('a profile is chosen by -p, by -c and by the profile key; an unknown one is an error', () => {
  const user = 'profile = "a"\n[profiles.a]\nmodel = "a"\n[profiles.b]\nmodel = "b"';
  expect(load({ user }).config).toMatchObject({ profile: 'a', model: 'a' });
  expect(load({ user, profile: 'b' }).config).toMatchObject({ profile: 'b', model: 'b' });
  expect(load({ user, overrides: ['profile=b'] }).config).toMatchObject({ profile: 'b', model: 'b' });
  expect(thrownBy(() => load({ user: '[profiles.work]', profile: 'wrok' }))).toMatchObject({
    code: 'unknown_profile',
    hint: 'Did you mean "work"?',
  });
  expect(thrownBy(() => load({ user, profile: '../x' }))).toMatchObject({ code: 'invalid_value' });
});

test("the architecture's exporter form loads inside a profile and in a profile file", () => {
  const body = 'exporter = "otlp-http"\n[PREFIX.exporter."otlp-http"]\nendpoint = "https://o.example/v1/logs"';
  const table = `[profiles.p.otel]\n${body.replace('PREFIX', 'profiles.p.otel')}`;
  const file = `[otel]\n${body.replace('PREFIX', 'otel')}`;
  for (const files of [{ '.codex/config.toml': table }, { '.codex/p.config.toml': file }]) {
    const { config, warnings } = load({ files, profile: 'p' });
    expect(config.otel.destinations.map(({ signals }) => signals.logs?.url)).toEqual(['https://o.example/v1/logs']);
    expect(warnings.map(({ code }) => code)).toEqual(['exporter_form_normalised']);
    expect(config.origins.get('otel.exporter.otlp-http.endpoint')).toMatchObject({ layer: 'profile', line: 4 });
  }
});

test('URL, headers and TLS of a destination come from one layer', () => {
  const user =
    '[otel.exporter.otlp-http]\nendpoint = "https://a.example/v1/logs"\nheaders = { authorization = "for a" }\n[otel.destinations.x.otlp-http]\nendpoint = "https://a.example/v1/logs"\nheaders = { authorization = "for a" }';
  const profile =
    '[otel.exporter.otlp-http]\nendpoint = "https://b.example/v1/logs"\n[otel.destinations.x.otlp-http]\nendpoint = "https://b.example/v1/logs"';
  const { config } = load({ user, files: { '.codex/p.config.toml': profile }, profile: 'p' });
  expect(config.otel.destinations.map(({ signals, headers }) => [signals.logs?.url, headers])).toEqual([
    ['https://b.example/v1/logs', {}],
    ['https://b.example/v1/logs', {}],
  ]);
  const overridden = load({ user, overrides: ['otel.exporter.otlp-http.endpoint=https://c.example/v1/logs'] }).config;
  expect(overridden.otel.destinations[0]).toMatchObject({
    signals: { logs: { url: 'https://c.example/v1/logs' } },
    headers: {},
  });
});

/** Pairs after -c, and the part of the configuration that they change. */
const OVERRIDES: readonly (readonly [readonly string[], object])[] = [
  [['model=o4'], { model: 'o4' }],
  [['model="o4"'], { model: 'o4' }],
  [["model='o4'"], { model: 'o4' }],
  [[' model = "o4" '], { model: 'o4' }],
  [['model=a=b'], { model: 'a=b' }],
  [['model=gpt-5.1'], { model: 'gpt-5.1' }],
  [['model=x\n[otel]\nexporter="console"'], { model: 'x\n[otel]\nexporter="console"', otel: { destinations: [] } }],
  [['model=a', 'model=b'], { model: 'b' }],
  [['project_doc_max_bytes=7'], { projectDocMaxBytes: 7 }],
  [['otel.log_user_prompt=true'], { otel: { logUserPrompt: true } }],
  [['otel.tags=["a","b"]'], { otel: { tags: ['a', 'b'] } }],
  [['otel.exporter=console'], { otel: { destinations: [{ kind: 'console' }] } }],
  [
    ['otel.exporter={otlp-http={endpoint="https://o.example/v1/logs",protocol="json"}}'],
    { otel: { destinations: [{ signals: { logs: { protocol: 'http/json' } } }] } },
  ],
  [
    ['otel.exporter=otlp-http', 'otel.exporter.otlp-http.endpoint=https://o.example/v1/logs'],
    { otel: { destinations: [{ kind: 'otlp-http' }] } },
  ],
  [['otel.span_attributes={"a.b"="c"}'], { otel: { spanAttributes: { 'a.b': 'c' } } }],
  [
    ['model_providers.x.base_url=http://127.0.0.1:1/v1', 'model_provider=x'],
    { modelProvider: { id: 'x', baseUrl: 'http://127.0.0.1:1/v1' } },
  ],
];

test.each(OVERRIDES)('-c %j', (overrides, expected) => {
  const { config, warnings } = load({ overrides });
  expect(warnings).toEqual([]);
  expect(config).toMatchObject(expected);
});

test('-c otel.exporter=none switches telemetry off', () => {
  const user = '[otel]\nexporter = "otlp-http"\n[otel.exporter.otlp-http]\nendpoint = "https://o.example"';
  expect(load({ user }).config.otel.destinations).toHaveLength(1);
  expect(load({ user, overrides: ['otel.exporter=none'] }).config.otel.destinations).toEqual([]);
});

test.each(['model', '=x', '.a=b', 'a..b=c', ''])('-c %j is no key=value', (pair) => {
  expect(thrownBy(() => load({ overrides: [pair] }))).toMatchObject({ code: 'invalid_override' });
});

test('a project may set neither telemetry nor providers nor profiles, each with a warning', () => {
  const denied = [
    'otel',
    'model_provider',
    'model_providers',
    'openai_base_url',
    'chatgpt_base_url',
    'notify',
    'profile',
    'profiles',
    'projects',
  ];
  const project = `model = "from project"\n${denied.map((key) => `${key} = { exporter = "console" }`).join('\n')}`;
  const { config, warnings } = load({
    files: { 'repo/.codex/config.toml': project, 'repo/.git/HEAD': '' },
    cwd: 'repo',
  });
  expect(config).toMatchObject({ model: 'from project', modelProvider: { id: 'openai' }, otel: { destinations: [] } });
  expect(warnings.map(({ code }) => code)).toEqual(denied.map(() => 'project_key_ignored'));
  expect(warnings[0]?.message).toContain('"otel"');
  expect(warnings[0]?.origin).toMatchObject({ layer: 'project', line: 2 });
});

test('a project decides what the agent may run only when the user trusts it', () => {
  const files = {
    'repo/.codex/config.toml': 'sandbox_mode = "danger-full-access"\napproval_policy = "never"',
    'repo/.git/HEAD': '',
  };
  const { config, warnings, root } = load({ files, cwd: 'repo' });
  expect(config).toMatchObject({ sandboxMode: 'read-only', approvalPolicy: 'on-request' });
  expect(warnings.map(({ code }) => code)).toEqual(['project_key_untrusted', 'project_key_untrusted']);
  const user = `[projects.${JSON.stringify(join(root, 'repo'))}]\ntrust_level = "trusted"`;
  mkdirSync(join(root, 'trusting'));
  const trusting = createWorkspace({ '.codex/config.toml': user });
  const loaded = loadConfig({ home: trusting, cwd: join(root, 'repo'), env: {}, systemDirectory: join(root, 'etc') });
  expect(loaded.config).toMatchObject({ sandboxMode: 'danger-full-access', approvalPolicy: 'never' });
  expect(loaded.warnings).toEqual([]);
});

test("the user's own file is not read again as a project file", () => {
  const { warnings } = load({ user: '[otel]\nexporter = "console"', files: { '.git/HEAD': '' }, cwd: '.' });
  expect(warnings).toEqual([]);
});

test('project files above the git root are not read', () => {
  const files = { 'outer/.codex/config.toml': 'model = "outer"', 'outer/repo/.git/HEAD': '' };
  expect(load({ files, cwd: 'outer/repo' }).config.model).toBe('gpt-5-codex');
});

test('a broken file is an error with its place, in every layer', () => {
  for (const [path, request] of [
    ['etc/config.toml', {}],
    ['.codex/config.toml', {}],
    ['.codex/p.config.toml', { profile: 'p' }],
    ['.codex/config.toml', { cwd: 'sub' }],
  ] as const) {
    const error = thrownBy(() => load({ files: { [path]: 'a = 1\nb = ?' }, ...request }));
    expect(ConfigError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'toml_syntax', origin: { line: 2, column: 5 } });
    expect(String(error)).toContain(`${path}:2:5`);
  }
});

test('a folder or text of another encoding in place of the file is an error', () => {
  const root = createWorkspace();
  mkdirSync(join(root, '.codex/config.toml'), { recursive: true });
  const input = { home: root, cwd: root, env: {}, systemDirectory: join(root, 'etc') };
  expect(thrownBy(() => loadConfig(input))).toMatchObject({ code: 'unreadable_file' });
});

test('a wrong value of the agent is an error with its line', () => {
  const error = thrownBy(() => load({ user: 'model = "m"\nsandbox_mode = "readonly"' }));
  expect(error).toMatchObject({
    code: 'invalid_value',
    hint: 'Did you mean "read-only"?',
    origin: { line: 2, column: 1 },
    excerpt: '2 | sandbox_mode = "readonly"\n    ^',
  });
});

test('keys of the real Codex that have no meaning here are no unknown keys', () => {
  const user =
    'model_verbosity = "high"\nnotify = ["x"]\n[tui]\ntheme = "x"\n[mcp_servers.a]\ncommand = "b"\n[history]\npersistence = "none"\n[features]\nx = true';
  expect(load({ user }).warnings).toEqual([]);
});

test('the sandbox and instruction settings of the real Codex', () => {
  const user =
    'project_doc_fallback_filenames = ["CLAUDE.md"]\n[sandbox_workspace_write]\nwritable_roots = ["data", "~/x", "/y"]\nnetwork_access = true';
  const { config, root, warnings } = load({ user });
  expect(warnings).toEqual([]);
  expect(config.projectDocFallbackFilenames).toEqual(['CLAUDE.md']);
  expect(config.sandboxWorkspaceWrite).toEqual({
    writableRoots: [join(root, '.codex/data'), join(root, 'x'), '/y'],
    networkAccess: true,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
  });
  expect(load().config.sandboxWorkspaceWrite).toBeUndefined();
});

test('a table of single approvals is read as the policy that asks most', () => {
  const { config, warnings } = load({ user: '[approval_policy.granular]\nrules = true' });
  expect(config.approvalPolicy).toBe('untrusted');
  expect(warnings.map(({ code }) => code)).toEqual(['approval_policy_table']);
});

test('a file that is not UTF-8 is refused', () => {
  const root = createWorkspace();
  mkdirSync(join(root, '.codex'));
  writeFileSync(join(root, '.codex', 'config.toml'), Buffer.from('model = "\xe9"', 'latin1'));
  expect(thrownBy(() => loadConfig({ home: root, cwd: root, env: {}, systemDirectory: root }))).toMatchObject({
    code: 'unreadable_file',
    message: expect.stringContaining('is not UTF-8'),
  });
});

test('a home that is a file holds no configuration', () => {
  expect(load({ files: { '.codex': '' } }).config.model).toBe('gpt-5-codex');
});

test('the file of the user is no project file, whatever it is called', () => {
  const root = createWorkspace({ '.codex/config.toml': 'profile = "p"\n[profiles.p]\nmodel = "user"' });
  symlinkSync(root, join(root, 'link'));
  const cwd = join(root, 'link');
  const { warnings, config } = loadConfig({ home: root, cwd, env: {}, systemDirectory: join(root, 'etc') });
  expect(warnings).toEqual([]);
  expect(config.model).toBe('user');
});
