import type { CodexConfig, Secret } from '@codex-langfuse/config';

const SECRET_NAMES: ReadonlySet<string> = new Set(['CODEX_API_KEY', 'CODEX_ACCESS_TOKEN', 'OPENAI_API_KEY']);
const SECRET_PREFIXES = ['LANGFUSE_', 'OTEL_'];

/**
 * The environment of a tool's process: the user's own, without the credentials of telemetry and of the model, and
 * with pagers and colours off. What is a credential is told by name: the well-known ones, the `env_key` of every
 * provider, and every variable that the config took a secret from.
 */
export function childEnvironment(
  config: CodexConfig,
  env: Readonly<Record<string, string | undefined>>,
  additions: Readonly<Record<string, string>>,
): Record<string, string> {
  const withheld = new Set([...SECRET_NAMES, ...providerVariables(config), ...secretVariables(config)]);
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // Names of variables are case-insensitive on Windows.
    const upper = name.toUpperCase();
    const secret =
      withheld.has(name) || withheld.has(upper) || SECRET_PREFIXES.some((prefix) => upper.startsWith(prefix));
    if (value !== undefined && !secret) result[name] = value;
  }
  return { ...result, ...QUIET_TERMINAL, ...additions };
}

const QUIET_TERMINAL = { NO_COLOR: '1', TERM: 'dumb', PAGER: 'cat', GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0' };

function providerVariables(config: CodexConfig): readonly string[] {
  return [config.modelProvider, ...Object.values(config.modelProviders)].flatMap(({ envKey }) =>
    envKey === undefined ? [] : [envKey],
  );
}

function secretVariables(config: CodexConfig): readonly string[] {
  const providers = [config.modelProvider, ...Object.values(config.modelProviders)];
  const secrets: readonly Secret[] = [
    ...providers.flatMap((provider) => [
      ...(provider.apiKey === undefined ? [] : [provider.apiKey]),
      ...Object.values(provider.httpHeaders),
    ]),
    ...config.otel.destinations.flatMap((destination) => Object.values(destination.headers)),
  ];
  return secrets.flatMap((secret) =>
    [...secret.source.matchAll(/\benv:? ?([A-Za-z_]\w*)/g)].map((found) => found[1] ?? ''),
  );
}
