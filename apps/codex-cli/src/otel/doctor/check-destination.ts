import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig, OtelConfig, Signal } from '@codex-langfuse/config';
import { createExporter } from '@codex-langfuse/exporter';
import type { AnswerHead, Exporter, ExporterEnvironment } from '@codex-langfuse/exporter';
import { shownUrl } from '../shown-url.ts';
import { checkClock } from './check-clock.ts';
import type { DatedAnswer } from './check-clock.ts';
import type { Check, DestinationReport } from './doctor-report.ts';
import { explainOutcome } from './explain-outcome.ts';
import { createProbeItems } from './probe-items.ts';
import type { ProbeItems } from './probe-items.ts';
import { readBack } from './read-back.ts';

export interface CheckInput {
  readonly destination: DestinationConfig;
  readonly config: OtelConfig;
  readonly environment: ExporterEnvironment;
  readonly abort: AbortSignal;
  /** Longest wait for the span to become visible. */
  readonly readBackMillis: number;
}

/** Sends one real item of each signal that the destination takes, and reads the span back where that is possible. */
export async function checkDestination(input: CheckInput): Promise<DestinationReport> {
  const { destination, config } = input;
  const probe = createProbeItems(config, Date.now());
  const answers: DatedAnswer[] = [];
  const onAnswer = ({ date }: AnswerHead): void => {
    if (date !== undefined) answers.push({ date, atUnixMillis: Date.now() });
  };
  const exporter = openExporter(destination, { ...input.environment, onAnswer });
  const signals = (['traces', 'logs', 'metrics'] as const).filter(
    (signal) => destination.signals[signal] !== undefined,
  );
  const checks: Check[] = await Promise.all(signals.map((signal) => checkSignal(signal, exporter, probe, input)));
  if ('export' in exporter) await exporter.close();
  const clock = checkClock(answers);
  if (clock !== null) checks.push(clock);
  const traces = checks.find(({ name }) => name === 'traces');
  if (destination.kind === 'langfuse' && traces?.ok === true) checks.push(await readBack(probe, input));
  return {
    name: destination.name,
    kind: destination.kind,
    ok: checks.every(({ ok }) => ok),
    headers: Object.keys(destination.headers),
    checks,
  };
}

function openExporter(destination: DestinationConfig, environment: ExporterEnvironment): Exporter | ConfigError {
  try {
    return createExporter(destination, environment);
  } catch (error) {
    if (ConfigError.isInstance(error)) return error;
    throw error;
  }
}

async function checkSignal(
  signal: Signal,
  exporter: Exporter | ConfigError,
  probe: ProbeItems,
  input: CheckInput,
): Promise<Check> {
  const endpoint = input.destination.signals[signal];
  const place = endpoint === undefined ? {} : { url: shownUrl(endpoint.url), protocol: endpoint.protocol };
  const identity = signal === 'traces' ? { traceId: probe.traceId } : {};
  const start = performance.now();
  const took = (): number => Math.round(performance.now() - start);
  if (!('export' in exporter)) {
    const { code, message, hint } = exporter;
    return { name: signal, ok: false, ...place, durationMillis: took(), code, message, hint };
  }
  const outcome = await exporter.export(signal, [probe.items[signal]], input.abort);
  const durationMillis = took();
  const explained = await explainOutcome(outcome, signal, input);
  return { name: signal, ...explained, ...place, ...identity, durationMillis };
}
