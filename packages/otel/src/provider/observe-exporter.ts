import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

export type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** What the three exporter interfaces of the SDK share. */
interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export type OnFailure = (error: unknown) => void;

export function observeSpanExporter(exporter: SpanExporter, onFailure: OnFailure): SpanExporter {
  return observe(exporter, onFailure);
}

export function observeLogExporter(exporter: LogRecordExporter, onFailure: OnFailure): LogRecordExporter {
  return observe(exporter, onFailure);
}

export function observeMetricExporter(exporter: PushMetricExporter, onFailure: OnFailure): PushMetricExporter {
  return {
    ...observe(exporter, onFailure),
    ...(exporter.selectAggregation !== undefined && { selectAggregation: exporter.selectAggregation.bind(exporter) }),
    ...(exporter.selectAggregationTemporality !== undefined && {
      selectAggregationTemporality: exporter.selectAggregationTemporality.bind(exporter),
    }),
  };
}

/** The same exporter, which also tells `onFailure` why an export failed. */
function observe<Items>(exporter: Exporter<Items>, onFailure: OnFailure): Required<Exporter<Items>> {
  return {
    export(items, done) {
      exporter.export(items, (result) => {
        if (result.code !== 0) onFailure(result.error);
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
