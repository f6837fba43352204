import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { SettingsOptions } from './settings.ts';

/** What every command takes that reads the configuration. */
export function addSettings(command: Command): Command {
  return command
    .option('-c, --config <key=value>', 'override one configuration value; may be repeated', collect)
    .option('-p, --profile <name>', 'use a configuration profile')
    .option('--strict-config', 'unknown keys and a bad [otel] are errors');
}

/** Options before the command count as well; those behind it win. */
export function mergeSettings<Options extends SettingsOptions>(root: SettingsOptions, own: Options): Options {
  return { ...root, ...own, config: [...(root.config ?? []), ...(own.config ?? [])] };
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  if (!value.includes('=')) throw new InvalidArgumentError('Expected key=value, as in -c model=\\"gpt-5\\".');
  return [...(previous ?? []), value];
}
