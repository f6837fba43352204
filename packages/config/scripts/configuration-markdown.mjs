import {
  CODEX_DIFFERENCES,
  CONFIG_TABLES,
  ENDPOINT_FORMS,
  KNOWN_WITHOUT_EFFECT,
  MCP_KEYS_WITHOUT_EFFECT,
  PROVIDER_KEYS_WITHOUT_EFFECT,
} from '../dist/schema/index.js';

/** docs/configuration.md: every table and key of config.toml, for readers. */
export function configurationMarkdown() {
  return `${[
    '<!-- Generated from packages/config/src/schema by `pnpm run generate` in packages/config. Do not edit. -->',
    '# Configuration',
    introduction,
    contents(),
    ...Object.values(CONFIG_TABLES).flatMap(section),
    '## Endpoints',
    'What is written in `[otel]`, and where each signal then goes. Langfuse takes traces only, wherever it is named.',
    endpoints(),
    '## Known, without effect',
    withoutEffect(),
    '## Differences from the real Codex',
    'A config written for the real Codex loads and does what its author meant. Checked against codex 0.169.',
    markdownTable(
      ['what', 'real Codex', 'here'],
      CODEX_DIFFERENCES.map(({ subject, codex, here }) => [subject, codex, here]),
    ),
  ].join('\n\n')}\n`;
}

const introduction = `\`$CODEX_HOME/config.toml\` (\`~/.codex/config.toml\`), TOML 1.0. \`codex otel config\` shows every value in force with the
file and line it comes from; \`codex -c key=value\` sets one for a single run.

\`\`\`toml
model = "gpt-5-codex"

[otel]
exporter = "langfuse" # keys from LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY
environment = "prod"
capture = "redacted"
\`\`\`

- **Layers**, later ones win: \`/etc/codex/config.toml\`, \`$CODEX_HOME/config.toml\`, the profile, \`.codex/config.toml\` of
  the project (its root first), \`-c\`. Tables merge key by key; an exporter and a destination are taken whole.
- **Of a project** \`otel\`, \`model_provider(s)\`, \`openai_base_url\`, \`chatgpt_base_url\`, \`notify\`, \`profile(s)\` and \`projects\`
  are never taken; what decides which commands run and what is sent is taken when the user trusts it.
- **Environment**: \`\${VAR}\` and \`\${VAR:-default}\` in header values, keys, endpoints and paths of \`[otel]\`; \`$\${\` is a
  literal \`\${\`. A variable that is unset or empty is an error. \`LANGFUSE_*\` and \`OTEL_EXPORTER_OTLP_*\` fill in what a
  destination leaves open; they enable nothing.
- **Secrets** (\`secret\` below): text, or \`{ env = "NAME" }\`, \`{ file = "path" }\`, \`{ command = ["program", "argument"] }\`
  (its output; asked for when it is sent, anew after a minute; 5 s, no shell), \`{ keychain = "name" }\` or \`{ keychain = "service/name" }\` (macOS Keychain,
  Windows Credential Manager, Secret Service; the service is \`codex\` unless given).
- **Sizes** are bytes, or text such as \`"256MiB"\` where the key says so.
- *ours* marks keys that the real Codex does not have.`;

function contents() {
  const links = Object.values(CONFIG_TABLES).map(({ header }) => `[${title(header)}](#${anchor(title(header))})`);
  return [
    ...links,
    '[endpoints](#endpoints)',
    '[differences from the real Codex](#differences-from-the-real-codex)',
  ].join(' · ');
}

function section({ header, description, settings }) {
  return [
    `## ${title(header)}`,
    description,
    markdownTable(['key', 'type', 'default', 'example', 'meaning'], Object.entries(settings).map(row)),
  ];
}

function row([name, { type, default: fallback, example, description, source }]) {
  const meaning = source === 'ours' ? `${description} *ours*` : description;
  return [`\`${name}\``, type, fallback === undefined ? '–' : `\`${fallback}\``, `\`${example}\``, meaning];
}

function endpoints() {
  const shown = (url) => (url === undefined ? '–' : `\`${url}\``);
  const rows = ENDPOINT_FORMS.map(({ written, urls: { traces, logs, metrics } }) => [
    `\`${written}\``,
    shown(traces),
    shown(logs),
    shown(metrics),
  ]);
  return markdownTable(['written', 'traces', 'logs', 'metrics'], rows);
}

function title(header) {
  return header === '' ? 'Top level' : `\`[${header}]\``;
}

function withoutEffect() {
  const names = (keys) => keys.map((key) => `\`${key}\``).join(', ');
  return [
    `Keys of the real Codex that are accepted and ignored: ${names(KNOWN_WITHOUT_EFFECT)}.`,
    `In \`[model_providers.<id>]\`: ${names(PROVIDER_KEYS_WITHOUT_EFFECT)}.`,
    `In \`[mcp_servers.<name>]\`: ${names(MCP_KEYS_WITHOUT_EFFECT)}.`,
  ].join('\n\n');
}

function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** As GitHub makes it from a heading. */
function anchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
