import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CodexConfig, LoadedConfig, SandboxMode } from '@codex-langfuse/config';
import type { EventSink } from '@codex-langfuse/events';
import { combineSinks, createConversation, createExecJsonStream, shouldRefuseDirectory } from '@codex-langfuse/core';
import type { TurnError, TurnResult } from '@codex-langfuse/core';
import { abortOnSignal } from '../host.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, describeWarning, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import { useColour } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { createProgressStream } from './progress-stream.ts';
import { readPrompt } from './read-prompt.ts';

export interface ExecOptions extends SettingsOptions {
  readonly cd?: string;
  readonly model?: string;
  readonly sandbox?: SandboxMode;
  readonly outputLastMessage?: string;
  readonly json?: true;
  readonly skipGitRepoCheck?: true;
  readonly color?: 'always' | 'never' | 'auto';
}

const ORIGINATOR = 'codex_exec';

/**
 * One turn without a person: the final message on stdout, or with `--json` the event stream; everything else on stderr.
 * Resolves to the exit code.
 */
export async function runExec(prompt: string | undefined, options: ExecOptions, host: Host): Promise<number> {
  const say = (line: string): void => void host.stderr.write(`${line}\n`);
  const cwd = resolve(host.cwd, options.cd ?? '.');
  const settings: SettingsOptions = { ...options, config: [...(options.config ?? []), ...flagOverrides(options)] };

  let loaded: LoadedConfig;
  try {
    loaded = loadSettings(host, cwd, settings);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    say(describeConfigError(error));
    return 1;
  }
  const { config } = loaded;
  for (const warning of loaded.warnings) say(describeWarning(warning));
  const refusal = options.skipGitRepoCheck === true ? null : shouldRefuseDirectory(cwd);
  if (refusal !== null) {
    say(refusal);
    return 1;
  }
  const given = await readPrompt(prompt, host);
  if (!given.ok) {
    say(given.message);
    return 1;
  }

  const telemetry = await startTelemetry({
    host,
    config: config.otel,
    settings: { ...pickSettings(settings), cwd },
    originator: ORIGINATOR,
    model: config.model,
    ...(config.modelProvider.apiKey === undefined ? {} : { authMode: 'ApiKey' }),
    onProblem: say,
  });
  const interruption = abortOnSignal();
  let failure: TurnError | undefined;
  const conversation = createConversation({
    config: { ...config, approvalPolicy: 'never' },
    sink: combineSinks(
      telemetry,
      userFacingSink(options, config, host, () => failure?.message),
    ),
    onFailure: (error) => {
      failure = error;
    },
    originator: ORIGINATOR,
    version: VERSION,
    cwd,
    env: host.env,
    onNotice: say,
  });
  const result = await conversation.runTurn(given.prompt, { signal: interruption.signal });
  const reported = await report(result, options, host);
  // Whoever interrupted the turn has asked for its end already, and to be asked again means at once.
  await telemetry.finish(interruption.signal.aborted ? undefined : interruption.signal);
  interruption.dispose();
  return result.outcome === 'completed' && reported ? 0 : 1;
}

/** Flags are overrides of the highest precedence. */
function flagOverrides(options: ExecOptions): readonly string[] {
  return [
    ...(options.model === undefined ? [] : [`model=${JSON.stringify(options.model)}`]),
    ...(options.sandbox === undefined ? [] : [`sandbox_mode=${JSON.stringify(options.sandbox)}`]),
  ];
}

function pickSettings({ config, profile, strictConfig }: SettingsOptions): SettingsOptions {
  return {
    ...(config === undefined ? {} : { config }),
    ...(profile === undefined ? {} : { profile }),
    ...(strictConfig === undefined ? {} : { strictConfig }),
  };
}

/** Events hold no text of servers or files in their error messages; what people read has it from `failureMessage`. */
function userFacingSink(
  options: ExecOptions,
  config: CodexConfig,
  host: Host,
  failureMessage: () => string | undefined,
): EventSink {
  if (options.json === true) {
    const { streamMaxRetries } = config.modelProvider;
    return createExecJsonStream((event) => void host.stdout.write(`${JSON.stringify(event)}\n`), {
      cwd: config.cwd,
      streamMaxRetries,
      failureMessage,
    });
  }
  return createProgressStream((text) => void host.stderr.write(text), useColour(host.stderr, host.env, options.color));
}

/** False where the result could not be handed over. */
async function report(result: TurnResult, options: ExecOptions, host: Host): Promise<boolean> {
  const { finalMessage, usage } = result;
  if (result.outcome !== 'completed' && options.json !== true) host.stderr.write(`ERROR: ${result.error.message}\n`);
  if (options.json !== true) {
    host.stderr.write(`tokens used: ${usage.inputTokens + usage.outputTokens}\n`);
    if (finalMessage !== null) host.stdout.write(`${finalMessage}\n`);
  }
  if (options.outputLastMessage === undefined) return true;
  const path = resolve(host.cwd, options.outputLastMessage);
  try {
    await writeFile(path, finalMessage ?? '');
    return true;
  } catch (error) {
    host.stderr.write(`Cannot write the last message to ${path}: ${(error as Error).message}\n`);
    return false;
  }
}
