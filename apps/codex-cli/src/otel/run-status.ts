import { createRedactor, otelStatus } from '@codex-langfuse/otel';
import type { DestinationStatus, OtelStatus, Redactor } from '@codex-langfuse/otel';
import type { Host } from '../host.ts';
import type { SettingsOptions } from '../settings.ts';
import { counted } from './counted.ts';
import { loadOtel, offText } from './load-otel.ts';
import { createPaint, printable } from './paint.ts';
import type { Paint } from './paint.ts';
import { shownFault } from './shown-fault.ts';
import { shownUrl } from './shown-url.ts';
import { waitText } from './wait-text.ts';

export interface StatusOptions extends SettingsOptions {
  readonly json?: true;
}

/** Where telemetry goes, and how much of it has arrived. Resolves to the exit code: 1 for an unusable configuration. */
export function runStatus(options: StatusOptions, host: Host): number {
  const loaded = loadOtel(options, host);
  if (loaded === null) return 1;
  const redact = createRedactor(loaded.config.otel.redact);
  const status = asShown(otelStatus({ codexHome: loaded.codexHome, config: loaded.config.otel }), redact);
  if (options.json === true) host.stdout.write(`${JSON.stringify(status)}\n`);
  else host.stdout.write(describe(status, offText(loaded.warnings), createPaint(host.stdout, host.env)));
  return 0;
}

/** A query may hold a token, and an error what a receiver quotes. */
function asShown(status: OtelStatus, redact: Redactor): OtelStatus {
  const destinations = status.destinations.map((destination) => ({
    ...destination,
    ...(destination.lastError === undefined ? {} : { lastError: shownFault(destination.lastError, redact) }),
    signals: Object.fromEntries(
      Object.entries(destination.signals).map(([signal, { url, protocol }]) => [
        signal,
        { url: shownUrl(url), protocol },
      ]),
    ),
  }));
  return { ...status, destinations };
}

function describe(status: OtelStatus, off: string, paint: Paint): string {
  const parts = status.destinations.map((destination) => describeDestination(destination, paint));
  if (status.destinations.length > 1) parts.push(`${paint.bold('all events')}\n${ledgerLine(status.ledger)}\n`);
  if (status.destinations.every(({ state }) => state === 'not configured')) parts.push(off);
  const { notRecorded, contentDropped } = status.ledger;
  if (notRecorded > 0)
    parts.push(`${paint.bad(`Not recorded: ${counted(notRecorded, 'event')}`)}: the journal could not be written.\n`);
  if (contentDropped > 0)
    parts.push(`Content left out ${counted(contentDropped, 'time')} to keep within journal.max_bytes.\n`);
  if (status.unreadable.length > 0) {
    const paths = status.unreadable.map((path) => `  ${path}`).join('\n');
    parts.push(
      `${paint.bad('Files that cannot be read')} (codex otel purge --all deletes what was set aside):\n${paths}\n`,
    );
  }
  return parts.join('\n');
}

function describeDestination(destination: DestinationStatus, paint: Paint): string {
  const { name, kind, state, signals, ledger, lastError, nextTryUnixMillis, quarantined, pausedSignals } = destination;
  const urls = Object.entries(signals).map(
    ([signal, { url, protocol }]) =>
      `  ${signal.padEnd(11)}${url === '' ? protocol : `${printable(url)} (${protocol})`}`,
  );
  const only = pausedSignals === undefined ? '' : ` for ${pausedSignals.join(' and ')}`;
  const lines = [
    `${paint.bold(printable(name))} (${printable(kind)}): ${paintState(state, paint)}${only}`,
    ...urls,
    ledgerLine(ledger),
  ];
  if (lastError !== undefined)
    lines.push(`  error      ${paint.bad(lastError.message)}`, `             ${lastError.hint}`);
  if (nextTryUnixMillis !== undefined) lines.push(`  next try   ${nextTryText(state, nextTryUnixMillis)}`);
  if (state === 'waiting for config')
    lines.push(
      '  waiting    for a configuration with this destination;',
      '             codex otel rebind sends it elsewhere, codex otel purge --destination gives it up',
    );
  if (quarantined > 0) lines.push(`  quarantine ${counted(quarantined, 'refused item')}; codex otel quarantine list`);
  return `${lines.join('\n')}\n`;
}

function ledgerLine({ recorded, delivered, rejected, expired, pending }: DestinationStatus['ledger']): string {
  return `  events     ${recorded} recorded = ${delivered} delivered + ${rejected} rejected + ${expired} expired + ${pending} pending`;
}

function paintState(state: DestinationStatus['state'], paint: Paint): string {
  if (state === 'ok') return paint.good(state);
  return state === 'paused' ? paint.bad(state) : paint.warn(state);
}

function nextTryText(state: DestinationStatus['state'], unixMillis: number): string {
  const sooner = state === 'paused' ? ', or when its configuration changes' : '';
  return `${waitText(unixMillis - Date.now())}${sooner}; codex otel flush tries at once`;
}
