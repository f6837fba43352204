import type { Command } from 'commander';
import { addSettings, mergeSettings } from '../../command-settings.ts';
import { helpText } from '../command-help.ts';
import type { CommandFrame } from '../otel-commands.ts';
import { runGuarded } from '../run-guarded.ts';
import type { QuarantineOptions } from './quarantine-options.ts';

/** Adds `codex otel quarantine …`. */
export function addQuarantineCommands(otel: Command, frame: CommandFrame): void {
  const quarantine = otel
    .command('quarantine')
    .description('items that a destination refused for good')
    .addHelpText(
      'after',
      helpText({
        exitCodes: [
          '0  done',
          '1  not all of it: unknown id, refused again, in use',
          '2  not confirmed, nothing was deleted',
        ],
        examples: [
          'codex otel quarantine list',
          'codex otel quarantine show 0123456789ab',
          'codex otel quarantine retry --all    after the receiver was mended',
          'codex otel quarantine drop 0123456789ab --yes',
        ],
      }),
    );
  addList(quarantine, frame);
  addShow(quarantine, frame);
  addRetry(quarantine, frame);
  addDrop(quarantine, frame);
}

function addList(quarantine: Command, frame: CommandFrame): void {
  addSettings(quarantine.command('list', { isDefault: true }))
    .description('one line each: id, destination, item and reason')
    .option('--json', 'print {"entries":[{"id","destination","signal","names","items","rejected","fault",…}]}')
    .addHelpText(
      'after',
      helpText({
        exitCodes: ['0  shown'],
        examples: ['codex otel quarantine list', 'codex otel quarantine list --json | jq ".entries[].fault.code"'],
      }),
    )
    .action(async (options: QuarantineOptions) => {
      const { listQuarantine } = await import('./list-quarantine.ts');
      await runGuarded(frame, 'quarantine list', () => listQuarantine(options, frame.host));
    });
}

function addShow(quarantine: Command, frame: CommandFrame): void {
  addSettings(quarantine.command('show'))
    .description('the reason and the item itself, without secrets')
    .argument('<id>')
    .option('--json', 'print the entry with "items"')
    .addHelpText(
      'after',
      helpText({
        exitCodes: ['0  shown', '1  unknown id, or the configuration cannot be used'],
        examples: [
          'codex otel quarantine show 0123456789ab',
          'codex otel quarantine show 0123456789ab --json | jq ".items[]"',
        ],
      }),
    )
    .action(async (id: string, options: QuarantineOptions) => {
      const { showQuarantine } = await import('./show-quarantine.ts');
      const settings = mergeSettings(frame.settings(), options);
      await runGuarded(frame, 'quarantine show', () => showQuarantine(id, settings, frame.host));
    });
}

function addRetry(quarantine: Command, frame: CommandFrame): void {
  addSettings(quarantine.command('retry'))
    .description('deliver again, with the same ids')
    .argument('[id...]')
    .option('--all', 'all but batches that were refused in part')
    .option('--json', 'print {"delivered","rejected","left","requeued","skipped","faults","remaining"}')
    .addHelpText(
      'after',
      helpText({
        exitCodes: [
          '0  all that were named are delivered, or nothing is in quarantine',
          '1  not all of it: unknown id, refused again, not reached, in use',
        ],
        examples: ['codex otel quarantine retry --all', 'codex otel quarantine retry 0123456789ab'],
      }),
    )
    .action(async (ids: readonly string[], options: QuarantineOptions) => {
      const { retryQuarantined } = await import('./retry-quarantined.ts');
      const settings = mergeSettings(frame.settings(), options);
      await runGuarded(frame, 'quarantine retry', () => retryQuarantined(ids, settings, frame.host));
    });
}

function addDrop(quarantine: Command, frame: CommandFrame): void {
  quarantine
    .command('drop')
    .description('delete for good; the events stay counted as rejected')
    .argument('[id...]')
    .option('--all', 'everything in quarantine')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print {"entries","items","inUse"}')
    .addHelpText(
      'after',
      helpText({
        exitCodes: [
          '0  deleted, or nothing is in quarantine',
          '1  unknown id, or in use by a running process',
          '2  not confirmed, nothing was deleted',
        ],
        examples: ['codex otel quarantine drop 0123456789ab', 'codex otel quarantine drop --all --yes'],
      }),
    )
    .action(async (ids: readonly string[], options: QuarantineOptions) => {
      const { dropQuarantined } = await import('./drop-quarantined.ts');
      await runGuarded(frame, 'quarantine drop', () => dropQuarantined(ids, options, frame.host));
    });
}
