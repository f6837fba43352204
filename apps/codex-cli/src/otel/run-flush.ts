import { otelStatus } from '@codex-langfuse/otel';
import type { DrainReport, Ledger } from '@codex-langfuse/otel';
import { codexHome } from '../codex-home.ts';
import { abortOnSignal } from '../host.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';
import { deliverPending } from '../telemetry/deliver-pending.ts';
import { receivedFlushSettings } from '../telemetry/detached-flush.ts';

export interface FlushOptions extends SettingsOptions {
  readonly json?: true;
  readonly quiet?: true;
  /** Seconds. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

/** Delivers what is pending. Resolves to the exit code: 0 when all of it was delivered, 1 when something is left. */
export async function runFlush(options: FlushOptions, host: Host): Promise<number> {
  const received = receivedFlushSettings(host.env);
  const cwd = received?.cwd ?? host.cwd;
  let loaded;
  try {
    loaded = loadSettings({ ...host, cwd }, cwd, received ?? options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    if (options.quiet !== true) host.stderr.write(`${describeConfigError(error)}\n`);
    return 1;
  }
  const home = codexHome({ ...host, cwd });
  const { otel } = loaded.config;
  const interruption = abortOnSignal();
  const report = await deliverPending({
    codexHome: home,
    config: otel,
    env: host.env,
    write: (text) => host.stderr.write(text),
    timeoutMillis: (options.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    abort: interruption.signal,
    retryNow: received === null,
  });
  interruption.dispose();
  const { ledger } = otelStatus({ codexHome: home, config: otel });
  if (options.json === true) host.stdout.write(`${JSON.stringify({ ...report, ledger })}\n`);
  else if (options.quiet !== true) host.stdout.write(describeReport(report, ledger));
  return report.complete && ledger.pending === 0 ? 0 : 1;
}

function describeReport(report: DrainReport, ledger: Ledger): string {
  const lines = report.destinations.map(({ name, delivered, rejected, postponed, fault }) => {
    const counts = `${name}: ${delivered} delivered, ${rejected} rejected, ${postponed} postponed`;
    return fault === undefined ? counts : `${counts}\n  ${fault.message}\n  ${fault.hint}`;
  });
  const rest = ledger.pending === 0 ? 'Nothing is pending.' : `${ledger.pending} events are pending; codex otel status says why.`;
  return `${[...lines, rest].join('\n')}\n`;
}
