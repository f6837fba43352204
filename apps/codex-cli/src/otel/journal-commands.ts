import type { Command } from 'commander';
import { addSettings, mergeSettings } from '../command-settings.ts';
import { helpText, parseSince } from './command-help.ts';
import type { CommandFrame } from './otel-commands.ts';
import { addQuarantineCommands } from './quarantine/quarantine-commands.ts';
import { runGuarded } from './run-guarded.ts';
import type { PurgeOptions } from './run-purge.ts';
import type { RebindOptions } from './run-rebind.ts';
import type { TailOptions } from './run-tail.ts';

/** Adds the commands that look into what is kept on disk. */
export function addJournalCommands(otel: Command, frame: CommandFrame): void {
  addTail(otel, frame);
  addPurge(otel, frame);
  addRebind(otel, frame);
  addQuarantineCommands(otel, frame);
}

function addTail(otel: Command, frame: CommandFrame): void {
  const { host, settings } = frame;
  addSettings(otel.command('tail'))
    .description('events as the running sessions record them, until Ctrl-C')
    .option('--json', 'print one JSON object per event')
    .option('--conversation <id>', 'only this conversation; the beginning or the end of the id is enough')
    .option('--since <time>', 'only events after this: 10m, 2h, or a time', parseSince)
    .option('--no-follow', 'print what is there, and end')
    .addHelpText(
      'after',
      helpText({
        notes: ['Shows what waits in journals or is being recorded; what was delivered is no longer there.'],
        exitCodes: ['0  ended', '1  the configuration cannot be used'],
        examples: ['codex otel tail', 'codex otel tail --since 10m --no-follow --json | jq .name'],
      }),
    )
    .action(async (options: TailOptions) => {
      const { runTail } = await import('./run-tail.ts');
      await runGuarded(frame, 'tail', () => runTail(mergeSettings(settings(), options), host));
    });
}

function addPurge(otel: Command, frame: CommandFrame): void {
  const { host } = frame;
  otel
    .command('purge')
    .description('delete what telemetry keeps on this machine; says first how much that is, and asks')
    .option('--all', 'all journals, the quarantine, and journals that could not be read')
    .option('--delivered', 'journals in which everything is final; nothing that waits is given up')
    .option('--destination <name>', 'what waits for this destination, and its quarantine')
    .option('--ledger', 'with --all: the counts and the states of the destinations as well')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print {"purged","journals","expired","quarantined","corrupt","inUse"}')
    .addHelpText(
      'after',
      helpText({
        notes: [
          'Journals of running processes are never touched. Events that were pending count as expired from then on.',
        ],
        exitCodes: [
          '0  deleted, or there was nothing to delete',
          '1  bad usage',
          '2  not confirmed, nothing was deleted',
        ],
        examples: ['codex otel purge --all', 'codex otel purge --destination old-server --yes'],
      }),
    )
    .action(async (options: PurgeOptions) => {
      const { runPurge } = await import('./run-purge.ts');
      await runGuarded(frame, 'purge', () => runPurge(options, host));
    });
}

function addRebind(otel: Command, frame: CommandFrame): void {
  const { host, settings } = frame;
  addSettings(otel.command('rebind'))
    .description('send what waits for a destination that is no longer configured to one that is')
    .option(
      '--from <which>',
      'what the events wait for: name, beginning of the URL, or fingerprint; needed where it is not clear',
    )
    .option('--to <name>', 'a destination of the configuration; needed where it has several')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print {"rebound","journals","events","left","from","to"}')
    .addHelpText(
      'after',
      helpText({
        notes: [
          'Events are bound to the destinations they were recorded for, URL and project included, so that no session ever',
          'reaches another project by itself. After a corrected URL, or a move to another project, this binds them anew.',
        ],
        exitCodes: [
          '0  bound, or nothing waits',
          '1  bad usage, or a running process holds the events',
          '2  not confirmed, nothing was changed',
        ],
        examples: [
          'codex otel rebind && codex otel flush    after correcting the URL in config.toml',
          'codex otel rebind --from http://localhost:4138 --to default --yes',
        ],
      }),
    )
    .action(async (options: RebindOptions) => {
      const { runRebind } = await import('./run-rebind.ts');
      await runGuarded(frame, 'rebind', () => runRebind(mergeSettings(settings(), options), host));
    });
}
