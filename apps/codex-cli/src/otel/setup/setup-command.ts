import { Option } from 'commander';
import type { Command } from 'commander';
import { addSettings, mergeSettings } from '../../command-settings.ts';
import { helpText } from '../command-help.ts';
import type { CommandFrame } from '../otel-commands.ts';
import { runGuarded } from '../run-guarded.ts';
import { REGIONS } from './setup-options.ts';
import type { SetupOptions } from './setup-options.ts';

/** Adds `codex otel setup`. */
export function addSetupCommand(otel: Command, frame: CommandFrame): void {
  const { host, settings } = frame;
  addSettings(otel.command('setup'))
    .description('send traces to a Langfuse project: asks for region and keys, writes config.toml, runs the doctor')
    .addOption(
      new Option('--region <name>', 'a region of Langfuse Cloud, or the langfuse-local that runs here').choices(
        REGIONS,
      ),
    )
    .option('--base-url <url>', 'base URL of a self-hosted Langfuse')
    .option('--public-key <key>', 'public key of the project (pk-lf-…)')
    .option('--secret-key-stdin', 'read the secret key from stdin; it is never taken as an argument')
    .option('--replace', 'replace the exporter that config.toml names now')
    .option('-y, --yes', 'do not ask before writing')
    .option('--no-doctor', 'do not try the new configuration')
    .addHelpText(
      'after',
      helpText({
        notes: [
          'The secret key goes to $CODEX_HOME/langfuse-secret-key, readable for you alone. config.toml refers to that file',
          'and keeps everything else it holds, comments included.',
        ],
        exitCodes: [
          '0  written, and the doctor found nothing',
          '1  nothing was written: bad usage, or a configuration that cannot be changed',
          '2  not confirmed, nothing was written',
          '3  written, but the doctor found something',
        ],
        examples: [
          'codex otel setup',
          'pass show langfuse | codex otel setup --region eu --public-key pk-lf-1234 --secret-key-stdin',
          'codex otel setup --region langfuse-local --yes',
        ],
      }),
    )
    .action(async (options: SetupOptions) => {
      const { runSetup } = await import('./run-setup.ts');
      await runGuarded(frame, 'setup', () => runSetup(mergeSettings(settings(), options), host));
    });
}
