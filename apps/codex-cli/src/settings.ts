import { ConfigError, loadConfig } from '@codex-langfuse/config';
import type { ConfigWarning, LoadedConfig } from '@codex-langfuse/config';
import type { Host } from './host.ts';

/** The options that decide which configuration is in effect. */
export interface SettingsOptions {
  /** `-c key=value`, in order. */
  readonly config?: readonly string[];
  readonly profile?: string;
  readonly strictConfig?: boolean;
}

/** Loads the configuration for a folder. Throws `ConfigError` where it cannot be used. */
export function loadSettings(host: Host, cwd: string, options: SettingsOptions): LoadedConfig {
  return loadConfig({
    home: host.home,
    cwd,
    env: host.env,
    overrides: options.config ?? [],
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.strictConfig === true ? { strict: true } : {}),
  });
}

/** A configuration error as people read it: what, where, the line itself, and what to do. */
export function describeConfigError(error: ConfigError): string {
  const { origin } = error;
  const place =
    origin?.file === undefined
      ? ''
      : `${[origin.file, origin.line, origin.column].filter((part) => part !== undefined).join(':')}: `;
  return [`Error loading configuration: ${place}${error.message}`, error.excerpt, `  ${error.hint}`]
    .filter((line) => line !== undefined && line.trim() !== '')
    .join('\n');
}

/** One line. */
export function describeWarning(warning: ConfigWarning): string {
  const { origin } = warning;
  const place =
    origin?.file === undefined ? '' : `${[origin.file, origin.line].filter((part) => part !== undefined).join(':')}: `;
  const hint = warning.hint === undefined ? '' : ` (${warning.hint})`;
  return `warning: ${place}${warning.message}${hint}`.replace(/\s*\n\s*/g, ' ');
}

export { ConfigError };
