import type { OtelConfig } from '@codex-langfuse/config';
import type { EventSink } from '@codex-langfuse/events';
import type { Ledger } from '@codex-langfuse/otel';
import { terminalType } from '@codex-langfuse/core';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { VERSION } from '../version.ts';
import { startDetachedFlush } from './detached-flush.ts';
import type { FlushSettings } from './detached-flush.ts';
import { createLateCourier } from './late-courier.ts';

/** The telemetry of one process: a sink for the agent's events, and what happens at the end. */
export interface Telemetry extends EventSink {
  /**
   * Delivers as `delivery` says, or leaves it to others, within the time that `exitWaitMillis` allows, and until `abort`
   * at the latest. Telemetry never changes the exit code; `onProblem` was told what the user should know.
   */
  finish(abort?: AbortSignal): Promise<void>;
  ledger(): Ledger | null;
}

export interface TelemetryInput {
  readonly host: Host;
  readonly config: OtelConfig;
  readonly settings: FlushSettings;
  readonly originator: string;
  readonly model: string;
  readonly authMode?: 'ApiKey';
  /** Told at most one line. */
  readonly onProblem: (line: string) => void;
}

/** Of the time that the end may take: for all that telemetry does beside waiting, as handing over what is left. */
const HAND_OVER_MILLIS = 100;

const OFF: Telemetry = { record: () => undefined, finish: async () => undefined, ledger: () => null };

/** With no destination this does nothing, loads nothing and opens nothing. */
export async function startTelemetry(input: TelemetryInput): Promise<Telemetry> {
  const { host, config, settings } = input;
  if (config.destinations.length === 0) return OFF;
  const onProblem = once(input.onProblem);
  const { createOtelManager, hasPending, isAnyDestinationDue, parseTraceparent } = await import('./recording.ts');
  const home = codexHome(host);
  const traceparent = host.env['TRACEPARENT'];
  const remoteParent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  const manager = createOtelManager({
    config,
    codexHome: home,
    context: {
      appVersion: VERSION,
      originator: input.originator,
      terminalType: terminalType(host.env),
      model: input.model,
      slug: input.model,
      ...(input.authMode === undefined ? {} : { authMode: input.authMode }),
      ...(config.user.email === undefined ? {} : { email: config.user.email }),
    },
    serviceName: 'codex',
    serviceVersion: VERSION,
    ...(remoteParent === undefined ? {} : { remoteParent }),
    clock: Date.now,
    onProblem,
  });
  const courier =
    config.delivery === 'next-run'
      ? undefined
      : createLateCourier(
          async () => {
            const { startLiveCourier } = await import('./live-courier.ts');
            return startLiveCourier({ host, config, settings, own: () => manager.liveJournal(), onProblem });
          },
          (error) => onProblem(`telemetry waits for a later run: ${firstLine(error)}`),
        );

  // However the process ends — by itself, process.exit, an uncaught exception — what is left is handed over, unless the
  // destination is known not to take it now.
  process.once('exit', () => {
    const holdsEvents = manager.leave();
    if (config.delivery !== 'background') return;
    try {
      const now = { config, nowUnixMillis: Date.now() };
      // What was recorded just now is pending; only without it there is a reason to look into the journals of others.
      if (holdsEvents ? isAnyDestinationDue(home, now) : hasPending(home, now)) startDetachedFlush(settings, host.env);
    } catch {
      // Telemetry never changes how a command ends; the next run finds the journal.
    }
  });

  return {
    record: (event) => {
      manager.record(event);
      courier?.notice();
    },
    ledger: () => manager.ledger(),
    async finish(abort) {
      if (config.delivery !== 'wait') return courier?.stop(Math.max(0, config.exitWaitMillis - HAND_OVER_MILLIS));
      const endUnixMillis = Date.now() + config.exitWaitMillis;
      // A request that is still under way then is cut off: what it holds may arrive twice, but not late.
      const end = AbortSignal.any([
        AbortSignal.timeout(config.exitWaitMillis),
        ...(abort === undefined ? [] : [abort]),
      ]);
      await Promise.race([courier?.stop(config.exitWaitMillis), aborted(end)]);
      await courier?.close();
      manager.close();
      const { deliverPending } = await import('./deliver-pending.ts');
      try {
        await deliverPending({
          codexHome: home,
          config,
          env: host.env,
          write: (text) => host.stderr.write(text),
          timeoutMillis: endUnixMillis - Date.now(),
          abort: end,
        });
      } catch (error) {
        onProblem(`telemetry was not delivered and waits for the next run: ${firstLine(error)}`);
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

/** Passes on one line and no more, whoever says it. */
function once(say: (line: string) => void): (line: string) => void {
  let said = false;
  return (line) => {
    if (!said) say(line);
    said = true;
  };
}
