import { createRedactor, otelStatus } from '@codex-langfuse/otel';
import type { DrainReport, Ledger, Redactor } from '@codex-langfuse/otel';
import { abortOnSignal } from '../host.ts';
import type { Host } from '../host.ts';
import { ConfigError, describeConfigError, describeWarning, loadSettings } from '../settings.ts';
import type { SettingsOptions } from '../settings.ts';
import { receivedFlushSettings } from '../telemetry/detached-flush.ts';
import { counted } from './counted.ts';
import { deliverTogether } from './deliver-together.ts';
import type { Others } from './deliver-together.ts';
import { startFlushProgress } from './flush-progress.ts';
import { printable } from './paint.ts';
import { shownFault } from './shown-fault.ts';

export interface FlushOptions extends SettingsOptions {
  readonly json?: true;
  readonly quiet?: true;
  /** Seconds. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

/** Delivers what is pending. Resolves to the exit code: 0 when all of it was delivered, 1 when something is left or refused. */
export async function runFlush(options: FlushOptions, host: Host): Promise<number> {
  const received = receivedFlushSettings(host.env);
  const cwd = received?.cwd ?? host.cwd;
  let loaded;
  try {
    loaded = loadSettings(host, cwd, received ?? options);
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    if (options.quiet !== true) host.stderr.write(`${describeConfigError(error)}\n`);
    return 1;
  }
  const { otel, home } = loaded.config;
  const isQuiet = options.quiet === true;
  if (!isQuiet) for (const warning of loaded.warnings) host.stderr.write(`${describeWarning(warning)}\n`);
  const ledgerNow = (): Ledger => otelStatus({ codexHome: home, config: otel }).ledger;
  const interruption = abortOnSignal();
  const progress = startFlushProgress(host, isQuiet || options.json === true ? null : ledgerNow);
  const { report: drained, others } = await deliverTogether({
    deliver: {
      codexHome: home,
      config: otel,
      env: host.env,
      write: (text) => host.stderr.write(text),
      abort: interruption.signal,
      retryNow: received === null,
    },
    deadlineUnixMillis: Date.now() + (options.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    // One that nobody waits for leaves to others what they are delivering.
    waitForOthers: received === null,
    onWait: ({ delivering, deliveringEvents }) => {
      if (!isQuiet)
        progress.note(
          `Another process is delivering ${counted(deliveringEvents, 'event')} (${counted(delivering, 'journal')}); waiting for it.`,
        );
    },
  });
  progress.end();
  interruption.dispose();
  const ledger = ledgerNow();
  const report = isQuiet ? drained : asShown(drained, createRedactor(otel.redact));
  if (options.json === true) host.stdout.write(`${JSON.stringify({ ...report, ledger, others })}\n`);
  else if (!isQuiet) host.stdout.write(describeReport(report, ledger, others));
  const wasRefused = report.destinations.some(({ rejected }) => rejected > 0);
  return report.complete && ledger.pending === 0 && !wasRefused && report.corrupt.length === 0 ? 0 : 1;
}

function asShown(report: DrainReport, redact: Redactor): DrainReport {
  const destinations = report.destinations.map((destination) =>
    destination.fault === undefined ? destination : { ...destination, fault: shownFault(destination.fault, redact) },
  );
  return { ...report, destinations };
}

function describeReport(report: DrainReport, ledger: Ledger, others: Others): string {
  const lines = report.destinations.map(({ name, delivered, rejected, postponed, fault }) => {
    const counts = `${printable(name)}: ${counted(delivered, 'item')} delivered, ${rejected} rejected, ${postponed} postponed`;
    return fault === undefined ? counts : `${counts}\n  ${fault.message}\n  ${fault.hint}`;
  });
  const refused = report.destinations.reduce((sum, { rejected }) => sum + rejected, 0);
  for (const path of report.corrupt) lines.push(`Cannot be read and was set aside: ${path}`);
  if (refused > 0) lines.push(`Refused for good: ${counted(refused, 'item')}; codex otel quarantine list says which.`);
  if (others.delivering > 0)
    lines.push(`Another process is still delivering ${counted(others.deliveringEvents, 'event')}.`);
  if (others.recordingEvents > 0)
    lines.push(`Still held by running sessions: ${counted(others.recordingEvents, 'event')}.`);
  const rest =
    ledger.pending === 0
      ? 'Nothing is pending.'
      : `Still pending: ${counted(ledger.pending, 'event')}; codex otel status says why.`;
  return `${[...lines, rest].join('\n')}\n`;
}
