import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { deltaTemporality } from './delta-temporality.ts';
import { httpConnection } from './http-options.ts';
import type { HttpOptions } from './http-options.ts';
import type { SignalRoute } from './signal-route.ts';

export interface BuiltExporter<Exporter> {
  readonly exporter: Exporter;
  /** Gives up what is in flight. */
  close(): void;
}

/** Opens no connection. Throws `ConfigError`. */
export type BuildExporter<Exporter> = () => BuiltExporter<Exporter>;

const TEMPORALITY = { temporalityPreference: AggregationTemporality.DELTA };

// Only what the configuration names is imported; building is a step of its own because it must not be interrupted.

export async function loadSpanExporter(route: SignalRoute): Promise<BuildExporter<SpanExporter>> {
  switch (route.endpoint.protocol) {
    case 'http/protobuf': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
      return () => overHttp(route, (options) => new OTLPTraceExporter(options));
    }
    case 'http/json': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return () => overHttp(route, (options) => new OTLPTraceExporter(options));
    }
    case 'grpc': {
      const { grpcOptions } = await import('./grpc-options.ts');
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
      return () => alone(new OTLPTraceExporter(grpcOptions(route.destination, route.endpoint)));
    }
    case 'file': {
      const { createFileSpanExporter } = await import('./file-exporter.ts');
      return () => alone(createFileSpanExporter(route.endpoint.url));
    }
    case 'console': {
      const { ConsoleSpanExporter } = await import('@opentelemetry/sdk-trace');
      return () => alone(new ConsoleSpanExporter());
    }
  }
}

export async function loadLogExporter(route: SignalRoute): Promise<BuildExporter<LogRecordExporter>> {
  switch (route.endpoint.protocol) {
    case 'http/protobuf': {
      const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-proto');
      return () => overHttp(route, (options) => new OTLPLogExporter(options));
    }
    case 'http/json': {
      const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-http');
      return () => overHttp(route, (options) => new OTLPLogExporter(options));
    }
    case 'grpc': {
      const { grpcOptions } = await import('./grpc-options.ts');
      const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-grpc');
      return () => alone(new OTLPLogExporter(grpcOptions(route.destination, route.endpoint)));
    }
    case 'file': {
      const { createFileLogExporter } = await import('./file-exporter.ts');
      return () => alone(createFileLogExporter(route.endpoint.url));
    }
    case 'console': {
      const { ConsoleLogRecordExporter } = await import('@opentelemetry/sdk-logs');
      return () => alone(new ConsoleLogRecordExporter());
    }
  }
}

export async function loadMetricExporter(route: SignalRoute): Promise<BuildExporter<PushMetricExporter>> {
  switch (route.endpoint.protocol) {
    case 'http/protobuf': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
      return () => overHttp(route, (options) => new OTLPMetricExporter({ ...options, ...TEMPORALITY }));
    }
    case 'http/json': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
      return () => overHttp(route, (options) => new OTLPMetricExporter({ ...options, ...TEMPORALITY }));
    }
    case 'grpc': {
      const { grpcOptions } = await import('./grpc-options.ts');
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc');
      return () => alone(new OTLPMetricExporter({ ...grpcOptions(route.destination, route.endpoint), ...TEMPORALITY }));
    }
    case 'file': {
      const { createFileMetricExporter } = await import('./file-exporter.ts');
      return () => alone(createFileMetricExporter(route.endpoint.url));
    }
    case 'console': {
      const { ConsoleMetricExporter } = await import('@opentelemetry/sdk-metrics');
      return () => alone(new ConsoleMetricExporter({ temporalitySelector: deltaTemporality }));
    }
  }
}

function overHttp<Exporter>(
  { destination, endpoint }: SignalRoute,
  create: (options: HttpOptions) => Exporter,
): BuiltExporter<Exporter> {
  const connection = httpConnection(destination, endpoint);
  return { exporter: create(connection.options), close: () => connection.close() };
}

function alone<Exporter>(exporter: Exporter): BuiltExporter<Exporter> {
  return { exporter, close: () => undefined };
}
