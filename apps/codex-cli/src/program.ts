import { Command, InvalidArgumentError, Option } from 'commander';
import type { DemoOptions } from './demo/run-demo.ts';
import type { ExecOptions } from './exec/run-exec.ts';
import type { Host } from './host.ts';
import type { ConfigOptions } from './otel/run-config.ts';
import type { FlushOptions } from './otel/run-flush.ts';
import type { StatusOptions } from './otel/run-status.ts';
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
    .enablePositionalOptions()
    .showHelpAfterError('(codex --help tells more)');
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

  const otel = program.command('otel').description('where telemetry goes, and whether it arrived');
  addSettings(otel.command('status'))
    .description('every destination with its URLs, state and event counts')
    .option('--json', 'print one JSON object')
    .action(async (options: StatusOptions) => {
      const { runStatus } = await import('./otel/run-status.ts');
      setExitCode(runStatus(mergeSettings(root(), options), host));
    });
  addSettings(otel.command('flush'))
    .description('deliver what is pending; exit code 0 when all of it was delivered')
    .option('--json', 'print one JSON object')
    .option('--timeout <seconds>', 'give up after this long (default: 60)', parseSeconds)
    .option('--quiet', 'print nothing')
    .action(async (options: FlushOptions) => {
      const { runFlush } = await import('./otel/run-flush.ts');
      setExitCode(await runFlush(mergeSettings(root(), options), host));
    });
  addSettings(otel.command('config'))
    .description('every effective value and where it comes from; secrets stay hidden')
    .option('--json', 'print {"values":[{"key","value","layer","file","line"}],"warnings":[…]}')
    .option('--fix', 'rewrite a config.toml that is not valid TOML in the form that is; shows the change first')
    .action(async (options: ConfigOptions) => {
      const { runConfig } = await import('./otel/run-config.ts');
      setExitCode(await runConfig(mergeSettings(root(), options), host));
    });

  return program;
}

/** What every command takes that reads the configuration. */
function addSettings(command: Command): Command {
  return command
    .option('-c, --config <key=value>', 'override one configuration value; may be repeated', collect)
    .option('-p, --profile <name>', 'use a configuration profile')
    .option('--strict-config', 'unknown keys and a bad [otel] are errors');
}

/** Options before the command count as well; those behind it win. */
function mergeSettings<Options extends SettingsOptions>(root: SettingsOptions, own: Options): Options {
  return { ...root, ...own, config: [...(root.config ?? []), ...(own.config ?? [])] };
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  if (!value.includes('=')) throw new InvalidArgumentError('Expected key=value, as in -c model=\\"gpt-5\\".');
  return [...(previous ?? []), value];
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds, such as 30.');
}
