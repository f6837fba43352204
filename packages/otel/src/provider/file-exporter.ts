import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { JsonLogsSerializer, JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { makeFolder } from '../journal/make-folder.ts';
import { deltaTemporality } from './delta-temporality.ts';
import type { ExportResult } from './observe-exporter.ts';

/** OTLP/JSON lines: one request per line, appended to a file that only its owner can read. */
export function createFileSpanExporter(path: string): SpanExporter {
  return fileExporter(path, (spans: Parameters<SpanExporter['export']>[0]) =>
    JsonTraceSerializer.serializeRequest(spans),
  );
}

export function createFileLogExporter(path: string): LogRecordExporter {
  return fileExporter(path, (records: Parameters<LogRecordExporter['export']>[0]) =>
    JsonLogsSerializer.serializeRequest(records),
  );
}

export function createFileMetricExporter(path: string): PushMetricExporter {
  const exporter = fileExporter(path, (metrics: Parameters<PushMetricExporter['export']>[0]) =>
    JsonMetricsSerializer.serializeRequest(metrics),
  );
  return { ...exporter, selectAggregationTemporality: deltaTemporality };
}

function fileExporter<Items>(path: string, serialize: (items: Items) => Uint8Array | undefined) {
  // One append after the other, so that lines never mix.
  let last: Promise<unknown> = Promise.resolve();
  const append = async (items: Items): Promise<ExportResult> => {
    try {
      const line = serialize(items);
      if (line === undefined) return { code: 1, error: new Error('nothing to write') };
      makeFolder(dirname(path));
      await appendFile(path, Buffer.concat([line, Buffer.from('\n')]), { mode: 0o600 });
      return { code: 0 };
    } catch (error) {
      return { code: 1, error: error instanceof Error ? error : new Error(String(error)) };
    }
  };
  return {
    export(items: Items, done: (result: ExportResult) => void): void {
      const previous = last;
      last = (async () => {
        await previous;
        done(await append(items));
      })();
    },
    forceFlush: async () => void (await last),
    shutdown: async () => void (await last),
  };
}
