import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { AggregationTemporality, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

const resource = resourceFromAttributes({ 'service.name': 'codex', 'service.version': '1.2.3', 'process.pid': 4321 });

/** Every attribute type that the SDK knows. */
const attributes = {
  text: 'grüße 🚀 \u0000 "quoted"',
  empty: '',
  flag: true,
  off: false,
  zero: 0,
  negative: -7,
  large: 2 ** 40,
  beyondInt32: -(2 ** 31) - 1,
  fraction: 12.5,
  tiny: 5e-324,
  texts: ['a', '', 'ü'],
  numbers: [1, -2, 2.5],
  flags: [true, false],
  nothing: [],
};

/** Two traces, a parent with children, errors, events and links; from two scopes. */
export function recordSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('agent', '0.1.0');
  const root = tracer.startSpan('invoke_agent codex', {
    attributes,
    kind: SpanKind.SERVER,
    startTime: [1_795_446_695, 442_982_028],
  });
  const context = trace.setSpan(ROOT_CONTEXT, root);
  const child = tracer.startSpan(
    'chat',
    { kind: SpanKind.CLIENT, links: [{ context: root.spanContext(), attributes: { why: 'retry' } }] },
    context,
  );
  child.addEvent('first token', { index: 0 });
  child.recordException(new Error('connection reset'));
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'HTTP 500' });
  child.end();
  const other = provider.getTracer('tools').startSpan('execute_tool', { kind: SpanKind.INTERNAL }, context);
  other.setStatus({ code: SpanStatusCode.OK });
  other.end();
  const remote = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
    isRemote: true,
  };
  const caller = trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceState: createTraceState('vendor=1') });
  provider.getTracer('tools').startSpan('', {}, caller).end();
  root.end([1_795_446_700, 1]);
  return exporter.getFinishedSpans();
}

/** Records with and without span, time, body, event name; with nested bodies. */
export function recordLogs(): ReadableLogRecord[] {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('events', '2.0.0');
  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  logger.emit({
    eventName: 'codex.user_prompt',
    severityNumber: 9,
    severityText: 'INFO',
    body: 'hello',
    attributes,
    context: trace.setSpanContext(ROOT_CONTEXT, span),
    timestamp: [1_795_446_695, 1],
  });
  logger.emit({
    body: { nested: { list: [1, 'two', { three: 3.5 }], bytes: new Uint8Array([0, 255, 16]) }, none: '' },
  });
  logger.emit({ attributes: { map: { deep: [true, { a: 1 }] } } });
  provider.getLogger('bare').emit({});
  return exporter.getFinishedLogRecords();
}

/** Counters, gauges, histograms (plain and exponential), whole and fractional, delta and cumulative. */
export async function recordMetrics(temporality: AggregationTemporality): Promise<ResourceMetrics[]> {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const views = [
    { instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM as const } },
  ];
  const provider = new MeterProvider({ resource, readers: [reader], views });
  const meter = provider.getMeter('usage', '3.0.0');
  meter.createCounter('tokens', { unit: '{token}', description: 'Tokens used' }).add(1200, { model: 'gpt-5' });
  meter.createCounter('cost').add(0.125);
  meter.createUpDownCounter('sessions').add(-3);
  meter.createGauge('temperature').record(0);
  const histogram = meter.createHistogram('duration', { unit: 'ms' });
  for (const value of [0, 3, 18, 250.5, 99_999]) histogram.record(value, { tool: 'shell' });
  meter.createHistogram('exponential').record(17);
  await provider.forceFlush();
  const metrics = exporter.getMetrics();
  await provider.shutdown();
  return metrics;
}
