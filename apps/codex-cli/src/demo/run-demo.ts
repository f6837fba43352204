import { join } from 'node:path';
import type { CodexConfig } from '@codex-langfuse/config';
import { combineSinks, createConversation, terminalType } from '@codex-langfuse/core';
import type { TurnResult } from '@codex-langfuse/core';
import type { TraceWithDetails } from '@codex-langfuse/langfuse';
import { ROOT_KEY, spanIdentity } from '@codex-langfuse/langfuse';
import {
  LangfuseLocalError,
  defaultDataDirectory,
  findRunningServer,
  startLangfuseLocal,
  traceUrl,
} from '@codex-langfuse/langfuse-local';
import type { LangfuseLocal, RunningServer } from '@codex-langfuse/langfuse-local';
import { createOtelManager, otelStatus } from '@codex-langfuse/otel';
import type { Ledger } from '@codex-langfuse/otel';
import { createProgressStream } from '../exec/progress-stream.ts';
import { abortOnSignal } from '../host.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';
import { deliverPending } from '../telemetry/deliver-pending.ts';
import { useColour } from '../terminal.ts';
import { printTrace } from '../trace/print-trace.ts';
import { readTrace } from '../trace/read-trace.ts';
import { VERSION } from '../version.ts';
import { demoModelConfig, demoOtelConfig, realModelConfig } from './demo-config.ts';
import { startDemoModel } from './demo-model.ts';
import { DEMO_PROMPT, createDemoProject } from './demo-project.ts';
import { demoReport } from './demo-report.ts';

export interface DemoOptions extends SettingsOptions {
  readonly exit?: boolean;
  readonly json?: true;
  readonly port?: number;
  /** Data directory of langfuse-local. */
  readonly data?: string;
}

const ORIGINATOR = 'codex_demo';

/**
 * The main job from end to end: langfuse-local, one agent session on a project with a failing test, its telemetry
 * through the whole pipeline, and the trace as it stands in langfuse-local. Resolves to the exit code.
 */
export async function runDemo(options: DemoOptions, host: Host): Promise<number> {
  const interruption = abortOnSignal();
  const { server, own } = await openServer(options, host);
  try {
    const session = await runSession(options, host, server, interruption.signal);
    if (options.json === true) host.stdout.write(`${JSON.stringify(demoReport(server, session))}\n`);
    else host.stdout.write(describeSession(server, session, useColour(host.stdout, host.env)));
    const exit = options.exit ?? host.stdout.isTTY !== true;
    if (!exit && own !== null && !interruption.signal.aborted) {
      if (options.json !== true) host.stdout.write('\nServing the trace until Ctrl-C.\n');
      await aborted(interruption.signal);
    }
    return session.result.outcome === 'completed' && session.ledger.pending === 0 ? 0 : 1;
  } finally {
    await own?.close();
    interruption.dispose();
  }
}

/** Whatever can go wrong before there is a session, told with its remedy. */
export function describeDemoFailure(error: unknown): string | null {
  if (LangfuseLocalError.isInstance(error)) return `${error.message}\n  ${error.hint}`;
  if (ConfigError.isInstance(error)) return describeConfigError(error);
  return null;
}

/** One demo session and what arrived of it. */
export interface DemoSession {
  readonly result: TurnResult;
  readonly conversationId: string;
  readonly traceId: string;
  readonly trace: TraceWithDetails;
  readonly ledger: Ledger;
}

async function openServer(
  options: DemoOptions,
  host: Host,
): Promise<{ readonly server: RunningServer; readonly own: LangfuseLocal | null }> {
  const directory = dataDirectory(options, host);
  const running = await findRunningServer(directory);
  if (running !== null) return { server: running, own: null };
  const own = await startLangfuseLocal({
    directory,
    ...(options.port === undefined ? {} : { port: options.port }),
    onError: (error) => host.stderr.write(`langfuse-local: ${error.message}\n`),
  });
  return { server: own, own };
}

async function runSession(
  options: DemoOptions,
  host: Host,
  server: RunningServer,
  signal: AbortSignal,
): Promise<DemoSession> {
  const say = (line: string): void => void (options.json === true ? host.stderr : host.stdout).write(`${line}\n`);
  const project = await createDemoProject();
  const real = realModelConfig(host, project.directory, options);
  const demoModel = real === null ? await startDemoModel() : null;
  try {
    const base = real ?? demoModelConfig(project.directory, demoModel?.url ?? '');
    const otel = demoOtelConfig(server);
    // The workspace is a throw-away folder: the agent may do in it what it likes.
    const config: CodexConfig = { ...base, otel, approvalPolicy: 'never', sandboxMode: 'danger-full-access' };
    say(`codex ${VERSION} · model ${config.model} (${config.modelProvider.name}) · langfuse-local ${server.url}`);

    const home = join(dataDirectory(options, host), 'codex-home');
    const manager = createOtelManager({
      config: otel,
      codexHome: home,
      context: {
        appVersion: VERSION,
        originator: ORIGINATOR,
        terminalType: terminalType(host.env),
        model: config.model,
        slug: config.model,
        ...(config.modelProvider.apiKey === undefined ? {} : { authMode: 'ApiKey' }),
      },
      serviceName: 'codex',
      serviceVersion: VERSION,
      clock: Date.now,
      onProblem: say,
    });
    const progress = createProgressStream(
      (text) => say(text.trimEnd()),
      options.json !== true && useColour(host.stdout, host.env),
    );
    const conversation = createConversation({
      config,
      sink: combineSinks(manager, progress),
      originator: ORIGINATOR,
      version: VERSION,
      cwd: project.directory,
      env: host.env,
      onNotice: say,
    });
    const result = await conversation.runTurn(DEMO_PROMPT, { signal });
    if (result.finalMessage !== null) say(`\n${result.finalMessage}\n`);
    if (result.outcome !== 'completed') say(`ERROR: ${result.error.message}`);

    manager.close();
    await deliverPending({ codexHome: home, config: otel, env: host.env, write: say, timeoutMillis: DELIVERY_MILLIS });
    const { traceId } = spanIdentity({ conversationId: conversation.id, turnId: result.turnId }, ROOT_KEY);
    const trace = await readTrace(server, traceId);
    if (trace === null)
      throw new Error(`langfuse-local does not know trace ${traceId}, although its delivery was acknowledged.`);
    return {
      result,
      conversationId: conversation.id,
      traceId,
      trace,
      ledger: otelStatus({ codexHome: home, config: otel }).ledger,
    };
  } finally {
    await demoModel?.close();
    await project.remove();
  }
}

const DELIVERY_MILLIS = 30_000;

function dataDirectory(options: DemoOptions, host: Host): string {
  return options.data ?? defaultDataDirectory(host.platform, host.home, host.env);
}

function describeSession(server: RunningServer, session: DemoSession, colour: boolean): string {
  const { trace, ledger } = session;
  return [
    printTrace(trace, colour).trimEnd(),
    `events ${ledger.recorded} recorded = ${ledger.delivered} delivered + ${ledger.rejected} rejected + ${ledger.expired} expired + ${ledger.pending} pending`,
    `trace  ${traceUrl(server, trace.id)}`,
    '',
  ].join('\n');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // The server's socket keeps the process alive until then.
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
