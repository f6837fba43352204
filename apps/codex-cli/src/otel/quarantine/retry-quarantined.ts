import { createRedactor, readQuarantine, retryQuarantine } from '@codex-langfuse/otel';
import type { QuarantineEntry, RetryReport } from '@codex-langfuse/otel';
import { abortOnSignal } from '../../host.ts';
import type { Host } from '../../host.ts';
import { deliverPending } from '../../telemetry/deliver-pending.ts';
import { exporterEnvironment } from '../../telemetry/exporter-environment.ts';
import { loadOtel } from '../load-otel.ts';
import type { LoadedOtel } from '../load-otel.ts';
import { shownFault } from '../shown-fault.ts';
import { chooseEntries, NOTHING_THERE } from './choose-entries.ts';
import type { QuarantineOptions } from './quarantine-options.ts';

const TIMEOUT_MILLIS = 60_000;

/** Delivers refused items again. Resolves to the exit code: 0 when all that were named are delivered. */
export async function retryQuarantined(
  ids: readonly string[],
  options: QuarantineOptions,
  host: Host,
): Promise<number> {
  const loaded = loadOtel(options, host);
  if (loaded === null) return 1;
  const chosen = chooseEntries(readQuarantine(loaded.codexHome), ids, options, host);
  if (chosen === null) return 1;
  // Of a batch that was refused in part, most items have arrived: they are sent again only by name.
  const entries = options.all === true ? chosen.filter(({ items, rejected }) => items === rejected) : chosen;
  if (entries.length < chosen.length && options.json !== true)
    host.stderr.write(
      `Partly refused and left out: ${chosen.length - entries.length}. Name such a batch to send all its items again.\n`,
    );
  const redact = createRedactor(loaded.config.otel.redact);
  const retried = await retry(entries, loaded, host);
  const report = { ...retried, faults: retried.faults.map((fault) => shownFault(fault, redact)) };
  const left = new Set(readQuarantine(loaded.codexHome).map(({ id }) => id));
  const remaining = entries.filter(({ id }) => left.has(id)).map(({ id }) => id);
  if (options.json === true) host.stdout.write(`${JSON.stringify({ ...report, remaining })}\n`);
  else host.stdout.write(entries.length === 0 ? NOTHING_THERE : describeRetry(report));
  const isDone = report.skipped.length + report.rejected + report.left === 0 && remaining.length === 0;
  return isDone && entries.length === chosen.length ? 0 : 1;
}

async function retry(entries: readonly QuarantineEntry[], loaded: LoadedOtel, host: Host): Promise<RetryReport> {
  const interruption = abortOnSignal();
  const environment = exporterEnvironment(host.env, (text) => void host.stderr.write(text));
  const deadlineUnixMillis = Date.now() + TIMEOUT_MILLIS;
  const report = await retryQuarantine({
    codexHome: loaded.codexHome,
    config: loaded.config.otel,
    ids: new Set(entries.map(({ id }) => id)),
    clock: Date.now,
    random: Math.random,
    abort: interruption.signal,
    deadlineUnixMillis,
    environment,
  });
  if (report.requeued > 0) {
    await deliverPending({
      codexHome: loaded.codexHome,
      config: loaded.config.otel,
      env: host.env,
      write: environment.write,
      timeoutMillis: deadlineUnixMillis - Date.now(),
      abort: interruption.signal,
      retryNow: true,
    });
  }
  interruption.dispose();
  return report;
}

function describeRetry({ delivered, rejected, left, requeued, skipped, faults }: RetryReport): string {
  const reasons = {
    'in-use': 'belongs to a running process',
    'not-configured': 'its destination is not in the configuration',
  };
  const lines = [
    `${delivered} delivered, ${rejected} refused again, ${left} not tried or not reached, ${requeued} pending again and delivered with the rest`,
    ...skipped.map(({ id, reason }) => `${id}: ${reasons[reason]}`),
    ...faults.map(({ message, hint }) => `  ${message}\n  ${hint}`),
  ];
  return `${lines.join('\n')}\n`;
}
