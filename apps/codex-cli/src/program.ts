import { Command, InvalidArgumentError, Option } from 'commander';
import { addSettings, mergeSettings } from './command-settings.ts';
import type { DemoOptions } from './demo/run-demo.ts';
import type { ExecOptions } from './exec/run-exec.ts';
import type { Host } from './host.ts';
import { addOtelCommands } from './otel/otel-commands.ts';
import type { SettingsOptions } from './settings.ts';
import { VERSION } from './version.ts';

/**
 * The `codex` command line. Each command loads its code when it is called, so that none pays for another. `setExitCode`
 * takes what the command comes to.
 */
export function createProgram(host: Host, setExitCode: (code: number) => void): Command {
  const program = new Command('codex')
    .description('A coding agent whose every session becomes a complete, priced, readable Langfuse trace.')
    .version(VERSION)
    .enablePositionalOptions();
  addSettings(program);
  const root = (): SettingsOptions => program.opts<SettingsOptions>();

  addSettings(program.command('exec').alias('e'))
    .description('run one turn without a person; the final message goes to stdout, everything else to stderr')
    .argument('[prompt]', 'what to do; "-" or nothing reads it from stdin')
    .option('-C, --cd <folder>', 'the folder to work in')
    .option('-m, --model <name>', 'the model to use')
    .addOption(
      new Option('-s, --sandbox <mode>', 'what commands may touch').choices([
        'read-only',
        'workspace-write',
        'danger-full-access',
      ]),
    )
    .option('-o, --output-last-message <file>', 'also write the final message to a file')
    .option('--json', 'print the event stream as JSON lines on stdout')
    .option('--skip-git-repo-check', 'work outside a git repository as well')
    .addOption(new Option('--color <when>', 'colour on stderr').choices(['always', 'never', 'auto']).default('auto'))
    .addHelpText(
      'after',
      `
Examples:
  codex exec "fix the failing test" -s workspace-write
  codex exec -C ../service --json "explain the build" | jq .
  git diff | codex exec "review this" -o review.md`,
    )
    .action(async (prompt: string | undefined, options: ExecOptions) => {
      const { runExec } = await import('./exec/run-exec.ts');
      setExitCode(await runExec(prompt, mergeSettings(root(), options), host));
    });

  addSettings(program.command('demo'))
    .description('run the main job end to end: an agent session on a failing test, and its trace in langfuse-local')
    .option('--exit', 'end after the trace is printed (default when stdout is not a terminal)')
    .option('--no-exit', 'keep serving the trace until Ctrl-C')
    .option('--json', 'print one JSON object on the last line')
    .option('--port <number>', 'port for langfuse-local; 0 picks a free one', parsePort)
    .option('--data <folder>', 'data folder of langfuse-local')
    .addHelpText(
      'after',
      `
Without OPENAI_API_KEY or a configured provider a scripted demo model is used, which needs no network.

Examples:
  codex demo                     watch it, then open the printed link
  codex demo --exit --json       the trace, its totals and the ledger for a script`,
    )
    .action(async (options: DemoOptions) => {
      const { describeDemoFailure, runDemo } = await import('./demo/run-demo.ts');
      try {
        setExitCode(await runDemo(mergeSettings(root(), options), host));
      } catch (error) {
        const message = describeDemoFailure(error);
        if (message === null) throw error;
        host.stderr.write(`codex demo: ${message}\n`);
        setExitCode(1);
      }
    });

  addOtelCommands(program, { host, settings: root, setExitCode });

  pointToOwnHelp(program, 'codex');
  return program;
}

/** What a mistake in a command is followed by. */
function pointToOwnHelp(command: Command, path: string): void {
  command.showHelpAfterError(`(${path} --help tells more)`);
  for (const each of command.commands) pointToOwnHelp(each, `${path} ${each.name()}`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
