import { describeConfig } from '@codex-langfuse/config';
import type { DescribedValue } from '@codex-langfuse/config';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, describeWarning, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';

export interface ConfigOptions extends SettingsOptions {
  readonly json?: true;
  readonly fix?: true;
  /** With `fix`: write without asking. */
  readonly yes?: true;
}

/** Shows the effective configuration, or rewrites `config.toml`. Resolves to the exit code. */
export async function runConfig(options: ConfigOptions, host: Host): Promise<number> {
  if (options.fix === true) {
    const { fixConfigFiles } = await import('./fix-config-files.ts');
    return fixConfigFiles(options, host);
  }
  let loaded;
  try {
    loaded = loadSettings(host, host.cwd, options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    host.stderr.write(`${describeConfigError(error)}\n`);
    return 1;
  }
  const description = describeConfig(loaded);
  if (options.json === true) {
    host.stdout.write(`${JSON.stringify(description)}\n`);
    return 0;
  }
  for (const warning of loaded.warnings) host.stderr.write(`${describeWarning(warning)}\n`);
  host.stdout.write(description.values.map(describeValue).join(''));
  return 0;
}

/** `key = value  # layer: file:line, from where`. */
function describeValue({ key, value, layer, file, line, source }: DescribedValue): string {
  const place = file === undefined ? layer : `${layer}: ${file}${line === undefined ? '' : `:${line}`}`;
  const from = source === undefined || source === 'config' ? '' : `, from ${source}`;
  return `${key} = ${JSON.stringify(value)}  # ${place}${from}\n`;
}
