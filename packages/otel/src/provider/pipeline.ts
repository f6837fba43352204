import { BatchLogRecordProcessor, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { FailureRecord } from './failure-record.ts';
import { loadLogExporter, loadMetricExporter, loadSpanExporter } from './load-exporter.ts';
import { observeLogExporter, observeMetricExporter, observeSpanExporter } from './observe-exporter.ts';
import type { SignalRoute } from './signal-route.ts';

/** The SDK parts of one route. */
export type Pipeline = {
  readonly route: SignalRoute;
  readonly exporter: { forceFlush?(): Promise<void>; shutdown(): Promise<void> };
  close(): void;
} & (
  | { readonly signal: 'traces'; readonly worker: SpanProcessor }
  | { readonly signal: 'logs'; readonly worker: LogRecordProcessor }
  | { readonly signal: 'metrics'; readonly worker: IMetricReader }
);

/** Starts nothing and opens no connection. Throws `ConfigError`. */
export type BuildPipeline = () => Pipeline;

/** Between two collections, as the specification's default; a flush collects at once. */
const METRIC_INTERVAL_MILLIS = 60_000;

const SMALLEST_QUEUE = 2048;

export async function loadPipeline(
  route: SignalRoute,
  intervalMillis: number,
  failures: FailureRecord,
): Promise<BuildPipeline> {
  const { destination, signal } = route;
  const onFailure = (error: unknown): void => failures.add(destination, signal, error);
  const immediate = route.endpoint.protocol === 'console';
  switch (signal) {
    case 'traces': {
      const build = await loadSpanExporter(route);
      return () => {
        const built = build();
        const exporter = observeSpanExporter(built.exporter, onFailure);
        const worker = immediate
          ? new SimpleSpanProcessor({ exporter })
          : new BatchSpanProcessor({ exporter, ...batchSettings(route, intervalMillis) });
        return { ...built, route, signal, worker };
      };
    }
    case 'logs': {
      const build = await loadLogExporter(route);
      return () => {
        const built = build();
        const exporter = observeLogExporter(built.exporter, onFailure);
        const worker = immediate
          ? new SimpleLogRecordProcessor({ exporter })
          : new BatchLogRecordProcessor({ exporter, ...batchSettings(route, intervalMillis) });
        return { ...built, route, signal, worker };
      };
    }
    case 'metrics': {
      const build = await loadMetricExporter(route);
      return () => {
        const built = build();
        const worker = new PeriodicExportingMetricReader({
          exporter: observeMetricExporter(built.exporter, onFailure),
          exportIntervalMillis: METRIC_INTERVAL_MILLIS,
          exportTimeoutMillis: Math.min(exportTimeoutMillis(route), METRIC_INTERVAL_MILLIS),
        });
        return { ...built, route, signal, worker };
      };
    }
  }
}

/** All explicit: what is left out, the SDK would take from the environment. */
function batchSettings(route: SignalRoute, intervalMillis: number) {
  const { batchMaxItems } = route.destination;
  return {
    maxExportBatchSize: batchMaxItems,
    maxQueueSize: Math.max(SMALLEST_QUEUE, 4 * batchMaxItems),
    scheduledDelayMillis: intervalMillis,
    exportTimeoutMillis: exportTimeoutMillis(route),
  };
}

/** A last resort behind the exporter's own deadline: a server that trickles bytes never meets that one. */
function exportTimeoutMillis({ destination }: SignalRoute): number {
  return 2 * destination.timeoutMillis + 1000;
}
