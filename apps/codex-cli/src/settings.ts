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
export function loadSettings(host: Pick<Host, 'home' | 'env'>, cwd: string, options: SettingsOptions): LoadedConfig {
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
  return [`Error loading configuration: ${placeOf(error)}${error.message}`, error.excerpt, `  ${error.hint}`]
    .filter((line) => line !== undefined && line.trim() !== '')
    .join('\n');
}

/** One line. */
export function describeWarning(warning: ConfigWarning): string {
  const hint = warning.hint === undefined ? '' : ` (${warning.hint})`;
  return `warning: ${placeOf(warning)}${warning.message}${hint}`.replace(/\s*\n\s*/g, ' ');
}

/** Where it is, unless the message says so itself. */
function placeOf(place: { readonly message: string; readonly origin?: ConfigWarning['origin'] | undefined }): string {
  const { message, origin } = place;
  if (origin?.file === undefined || message.includes(origin.file)) return '';
  return `${[origin.file, origin.line].filter((part) => part !== undefined).join(':')}: `;
}

export { ConfigError };
