import { importDependency } from './repository.mjs';

const EXPORTERS = { 'http/protobuf': 'proto', 'http/json': 'http', grpc: 'grpc' };

/**
 * The stock SDK: providers, batch processors, OTLP exporters. `emit` takes spans and log records like those of `sample`,
 * `finish` sends what is left; `items` is how many there will be.
 */
export async function openStock({ sample, items, wire, port }) {
  const load = (name) => importDependency('packages/otel', name);
  const api = await load('@opentelemetry/api');
  const { resourceFromAttributes } = await load('@opentelemetry/resources');
  const { TracerProvider, BatchSpanProcessor } = await load('@opentelemetry/sdk-trace');
  const { LoggerProvider, BatchLogRecordProcessor } = await load('@opentelemetry/sdk-logs');
  const { OTLPTraceExporter } = await load(`@opentelemetry/exporter-trace-otlp-${EXPORTERS[wire]}`);
  const { OTLPLogExporter } = await load(`@opentelemetry/exporter-logs-otlp-${EXPORTERS[wire]}`);

  const resource = resourceFromAttributes({ ...(sample.span ?? sample.record).resource });
  const url = (signal) => (wire === 'grpc' ? `http://127.0.0.1:${port}` : `http://127.0.0.1:${port}/v1/${signal}`);
  // Its queue drops what does not fit, without a word; here all fits.
  const batching = { maxQueueSize: items + 1, maxExportBatchSize: 512 };
  // A flush starts the requests of all batches at once; beyond this many the exporter throws batches away.
  const options = (signal) => ({ url: url(signal), concurrencyLimit: items });
  let failed = 0;
  const counting = (exporter) => {
    const original = exporter.export.bind(exporter);
    exporter.export = (batch, done) =>
      original(batch, (result) => {
        if (result.code !== 0) failed += batch.length;
        done(result);
      });
    return exporter;
  };
  const traces = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: counting(new OTLPTraceExporter(options('traces'))), ...batching }),
    ],
  });
  const logs = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({ exporter: counting(new OTLPLogExporter(options('logs'))), ...batching }),
    ],
  });
  const tracer = traces.getTracer('codex');
  const logger = logs.getLogger('codex');

  return {
    emit: (batch) => {
      for (const item of batch) {
        if (item.signal === 'traces') emitSpan(tracer, item.span);
        else emitLog(logger, item.record, api);
      }
    },
    finish: async () => {
      await Promise.all([traces.forceFlush(), logs.forceFlush()]);
      await Promise.all([traces.shutdown(), logs.shutdown()]);
      if (failed > 0) throw new Error(`the stock exporter lost ${failed} items`);
    },
  };
}

function emitSpan(tracer, { name, kind, startUnixMicros, endUnixMicros, attributes, status }) {
  const span = tracer.startSpan(name, { kind: kind === 'client' ? 2 : 0, startTime: new Date(startUnixMicros / 1000) });
  for (const key in attributes) span.setAttribute(key, attributes[key]);
  if (status.code !== 0) span.setStatus(status);
  span.end(new Date(endUnixMicros / 1000));
}

function emitLog(
  logger,
  { traceId, spanId, eventName, timeUnixMicros, severityNumber, severityText, attributes },
  api,
) {
  const context = api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });
  logger.emit({
    eventName,
    timestamp: new Date(timeUnixMicros / 1000),
    severityNumber,
    severityText,
    attributes,
    context,
  });
}
