import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { addSettings, mergeSettings } from '../command-settings.ts';
import type { Host } from '../host.ts';
import type { SettingsOptions } from '../settings.ts';
import type { ConfigOptions } from './run-config.ts';
import type { FlushOptions } from './run-flush.ts';
import type { StatusOptions } from './run-status.ts';

/** What the commands share: `settings` are the options before `otel`, `setExitCode` takes what a command comes to. */
export interface CommandFrame {
  readonly host: Host;
  readonly settings: () => SettingsOptions;
  readonly setExitCode: (code: number) => void;
}

/** Adds `codex otel …`. */
export function addOtelCommands(program: Command, { host, settings, setExitCode }: CommandFrame): void {
  const otel = program.command('otel').description('where telemetry goes, and whether it arrived');

  addSettings(otel.command('status'))
    .description('every destination with its URLs, state and event counts')
    .option('--json', 'print one JSON object')
    .action(async (options: StatusOptions) => {
      const { runStatus } = await import('./run-status.ts');
      setExitCode(await runStatus(mergeSettings(settings(), options), host));
    });

  addSettings(otel.command('flush'))
    .description('deliver what is pending; exit code 0 when all of it was delivered')
    .option('--json', 'print one JSON object')
    .option('--timeout <seconds>', 'give up after this long (default: 60)', parseSeconds)
    .option('--quiet', 'print nothing')
    .action(async (options: FlushOptions) => {
      const { runFlush } = await import('./run-flush.ts');
      setExitCode(await runFlush(mergeSettings(settings(), options), host));
    });

  addSettings(otel.command('config'))
    .description('every effective value and where it comes from; secrets stay hidden')
    .option('--json', 'print {"values":[{"key","value","layer","file","line"}],"warnings":[…]}')
    .option('--fix', 'rewrite a config.toml that is not valid TOML in the form that is; shows the change first')
    .action(async (options: ConfigOptions) => {
      const { runConfig } = await import('./run-config.ts');
      setExitCode(await runConfig(mergeSettings(settings(), options), host));
    });
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds, such as 30.');
}
