import type { CodexConfig, ConfigWarning } from '@codex-langfuse/config';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, describeWarning, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';

export interface LoadedOtel {
  readonly config: CodexConfig;
  readonly warnings: readonly ConfigWarning[];
  readonly codexHome: string;
}

/**
 * The configuration for an `otel` command, with its warnings on stderr; null, with the error on stderr, where it cannot
 * be used.
 */
export function loadOtel(options: SettingsOptions, host: Host): LoadedOtel | null {
  try {
    const { config, warnings } = loadSettings(host, host.cwd, options);
    for (const warning of warnings) host.stderr.write(`${describeWarning(warning)}\n`);
    return { config, warnings, codexHome: config.home };
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    host.stderr.write(`${describeConfigError(error)}\n`);
    return null;
  }
}

/** Why there is no destination, and what to do; a configuration in error was told on stderr. */
export function offText(warnings: LoadedOtel['warnings']): string {
  return warnings.some(({ code }) => code === 'otel_disabled')
    ? 'Telemetry is off until the configuration is corrected.\n'
    : NO_EXPORTER;
}

/** What to do where none is asked for. */
export const NO_EXPORTER = `Telemetry is off: config.toml names no exporter. To send to Langfuse, run

  codex otel setup

or write into config.toml:

  [otel]
  exporter = "langfuse"    # with LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY in the environment
`;
