import { otelStatus } from '@codex-langfuse/otel';
import type { DestinationStatus } from '@codex-langfuse/otel';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, describeWarning, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';

export interface StatusOptions extends SettingsOptions {
  readonly json?: true;
}

/** Where telemetry goes, and how much of it has arrived. Resolves to the exit code. */
export function runStatus(options: StatusOptions, host: Host): number {
  let loaded;
  try {
    loaded = loadSettings(host, host.cwd, options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    host.stderr.write(`${describeConfigError(error)}\n`);
    return 1;
  }
  for (const warning of loaded.warnings) host.stderr.write(`${describeWarning(warning)}\n`);
  const status = otelStatus({ codexHome: codexHome(host), config: loaded.config.otel });
  if (options.json === true) host.stdout.write(`${JSON.stringify(status)}\n`);
  else host.stdout.write(status.destinations.length === 0 ? OFF : status.destinations.map(describe).join('\n'));
  return 0;
}

const OFF = `Telemetry is off: config.toml names no exporter. To send to Langfuse:

  [otel]
  exporter = "langfuse"    # with LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY in the environment
`;

function describe(destination: DestinationStatus): string {
  const { name, kind, state, signals, ledger, lastError } = destination;
  const urls = Object.entries(signals).map(([signal, endpoint]) => `  ${signal.padEnd(9)}${endpoint.url} (${endpoint.protocol})`);
  const fault = lastError === undefined ? [] : [`  error    ${lastError.message}`, `           ${lastError.hint}`];
  return `${[
    `${name} (${kind}): ${state}`,
    ...urls,
    `  events   ${ledger.recorded} recorded = ${ledger.delivered} delivered + ${ledger.rejected} rejected + ${ledger.expired} expired + ${ledger.pending} pending`,
    ...fault,
  ].join('\n')}\n`;
}
