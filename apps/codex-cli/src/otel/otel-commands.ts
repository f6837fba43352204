import type { Command } from 'commander';
import { addSettings, mergeSettings } from '../command-settings.ts';
import type { Host } from '../host.ts';
import type { SettingsOptions } from '../settings.ts';
import { helpText, parseSeconds } from './command-help.ts';
import type { DoctorOptions } from './doctor/run-doctor.ts';
import { addJournalCommands } from './journal-commands.ts';
import { runGuarded } from './run-guarded.ts';
import type { ConfigOptions } from './run-config.ts';
import type { FlushOptions } from './run-flush.ts';
import type { StatusOptions } from './run-status.ts';
import { addSetupCommand } from './setup/setup-command.ts';

/** What the commands share: `settings` are the options before `otel`, `setExitCode` takes what a command comes to. */
export interface CommandFrame {
  readonly host: Host;
  readonly settings: () => SettingsOptions;
  readonly setExitCode: (code: number) => void;
}

/** Adds `codex otel …`. */
export function addOtelCommands(program: Command, frame: CommandFrame): void {
  const { host, settings } = frame;
  const otel = program
    .command('otel')
    .description('where telemetry goes, and whether it arrived')
    .addHelpText(
      'after',
      helpText({
        notes: ['Each command has --help with its exit codes and examples.'],
        exitCodes: ['0  done', '1  not, or not all of it', '2  not confirmed'],
        examples: [
          'codex otel setup     send traces to Langfuse',
          'codex otel doctor    try every destination for real',
        ],
      }),
    );

  addSettings(otel.command('status'))
    .description('every destination with its URLs, state and event counts')
    .option('--json', 'print {"destinations":[{"name","kind","state","signals","ledger","lastError",…}],"ledger",…}')
    .addHelpText(
      'after',
      helpText({
        exitCodes: ['0  shown', '1  the configuration cannot be used'],
        examples: ['codex otel status', 'codex otel status --json | jq .ledger.pending'],
      }),
    )
    .action(async (options: StatusOptions) => {
      const { runStatus } = await import('./run-status.ts');
      await runGuarded(frame, 'status', () => runStatus(mergeSettings(settings(), options), host));
    });

  addSettings(otel.command('flush'))
    .description('deliver what is pending')
    .option('--json', 'print {"journals","removed","complete","destinations":[…],"ledger","others"}')
    .option('--timeout <seconds>', 'give up after this long (default: 60)', parseSeconds)
    .option('--quiet', 'print nothing')
    .addHelpText(
      'after',
      helpText({
        notes: [
          'Destinations that back off or are paused are tried at once. While another process is delivering, it is waited',
          'for, and what it leaves is taken over. When the time is over no request is begun; one that is under way has',
          'the timeout_ms of its destination.',
        ],
        exitCodes: [
          '0  all of it was delivered',
          '1  something is left, also in sessions that still run, or was refused for good',
        ],
        examples: ['codex otel flush', 'codex otel flush --timeout 10 --json | jq .ledger'],
      }),
    )
    .action(async (options: FlushOptions) => {
      const { runFlush } = await import('./run-flush.ts');
      await runGuarded(frame, 'flush', () => runFlush(mergeSettings(settings(), options), host));
    });

  addSettings(otel.command('doctor'))
    .description('send a real span, log and metric to every destination, say what is wrong, and read the span back')
    .option('--json', 'print {"ok","destinations":[{"name","kind","ok","headers","checks"}],"problems"}')
    .option('--wait <seconds>', 'how long the span may take to become visible in Langfuse (default: 10)', parseSeconds)
    .addHelpText(
      'after',
      helpText({
        exitCodes: ['0  every check of every destination passed', '1  something did not, or telemetry is off'],
        examples: [
          'codex otel doctor',
          'codex otel doctor --json | jq ".destinations[].checks[] | select(.ok | not)"',
          'codex otel doctor -c otel.exporter=langfuse    try a configuration before writing it down',
        ],
      }),
    )
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./doctor/run-doctor.ts');
      await runGuarded(frame, 'doctor', () => runDoctor(mergeSettings(settings(), options), host));
    });

  addSetupCommand(otel, frame);
  addJournalCommands(otel, frame);

  addSettings(otel.command('config'))
    .description('every effective value and where it comes from; secrets stay hidden')
    .option('--json', 'print {"values":[{"key","value","layer","file","line"}],"warnings":[…]}')
    .option('--fix', 'rewrite config.toml where the exporter is given as text and as a table, which is not valid TOML')
    .option('-y, --yes', 'with --fix: write without asking')
    .addHelpText(
      'after',
      helpText({
        notes: [
          '--fix shows the changes first, with secrets masked, and keeps comments and order. On a terminal it asks before it',
          'writes; elsewhere it writes. With --profile it also fixes the file of that profile.',
        ],
        exitCodes: [
          '0  shown, written, or nothing to fix',
          '1  the configuration cannot be used, or nothing was written',
        ],
        examples: [
          'codex otel config',
          'codex otel config --json | jq ".values[] | select(.key | startswith("otel"))"',
        ],
      }),
    )
    .action(async (options: ConfigOptions) => {
      const { runConfig } = await import('./run-config.ts');
      await runGuarded(frame, 'config', () => runConfig(mergeSettings(settings(), options), host));
    });
}
