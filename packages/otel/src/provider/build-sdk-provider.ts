import { createNoopLogger, createNoopMeter, ProxyTracerProvider } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { ConfigError, hideEnvironment } from '@codex-langfuse/config';
import type { OtelConfig, Signal } from '@codex-langfuse/config';
import { createFailureRecord } from './failure-record.ts';
import { createFlusher } from './flush-pipelines.ts';
import type { OtelProvider, OtelProviderInput, RegisterOutcome } from './otel-provider.ts';
import { loadPipeline } from './pipeline.ts';
import type { Pipeline } from './pipeline.ts';
import { providerResource } from './provider-resource.ts';
import { registerGlobals } from './register-globals.ts';
import type { SignalRoute } from './signal-route.ts';
import { createSpanAttributesProcessor } from './span-attributes-processor.ts';
import { startNodeSdk } from './start-node-sdk.ts';
import type { StartedSdk } from './start-node-sdk.ts';

/** The specification's defaults. */
const SPAN_LIMITS: Required<SpanLimits> = {
  attributeCountLimit: 128,
  attributeValueLengthLimit: Number.POSITIVE_INFINITY,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
};

/** The part of the provider that loads the SDK. Rejects with `ConfigError` before anything is started. */
export async function buildSdkProvider(
  config: OtelConfig,
  input: OtelProviderInput,
  routes: readonly SignalRoute[],
): Promise<OtelProvider> {
  const failures = createFailureRecord();
  const builders = await Promise.all(routes.map((route) => loadPipeline(route, config.intervalMillis, failures)));
  // The SDK reads OTEL_* while it is constructed: it would turn itself off, shorten attributes, or add the headers of
  // another vendor (with that vendor's key) to requests to our destinations.
  const { pipelines, sdk } = hideEnvironment(isOtelVariable, () => {
    const built = builders.map((build) => build());
    return { pipelines: built, sdk: startNodeSdk(sdkConfiguration(config, input, built)) };
  });
  assertComplete(sdk, routes);
  return toProvider(
    pipelines,
    sdk,
    createFlusher(pipelines, failures, () => sdk.shutdown()),
  );
}

const isOtelVariable = (name: string): boolean => /^OTEL_/i.test(name);

function sdkConfiguration(
  config: OtelConfig,
  input: OtelProviderInput,
  pipelines: readonly Pipeline[],
): Partial<NodeSDKConfiguration> {
  const spanProcessors = pipelines.flatMap((pipeline) => (pipeline.signal === 'traces' ? [pipeline.worker] : []));
  return {
    autoDetectResources: false,
    resource: resourceFromAttributes(providerResource(config, input)),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanLimits: SPAN_LIMITS,
    spanProcessors: spanProcessors.length === 0 ? [] : [createSpanAttributesProcessor(config), ...spanProcessors],
    logRecordProcessors: pipelines.flatMap((pipeline) => (pipeline.signal === 'logs' ? [pipeline.worker] : [])),
    metricReaders: pipelines.flatMap((pipeline) => (pipeline.signal === 'metrics' ? [pipeline.worker] : [])),
    instrumentations: [],
  };
}

/** The SDK hands its providers over through `@opentelemetry/api`; with a second copy of that they end up elsewhere. */
function assertComplete(sdk: StartedSdk, routes: readonly SignalRoute[]): void {
  const made: Readonly<Record<Signal, unknown>> = {
    traces: sdk.tracerProvider,
    logs: sdk.loggerProvider,
    metrics: sdk.meterProvider,
  };
  if (routes.every(({ signal }) => made[signal] !== undefined)) return;
  throw new ConfigError({
    code: 'opentelemetry_copies',
    message: 'The OpenTelemetry SDK did not start.',
    hint: 'Make sure that only one copy of @opentelemetry/api is installed, and bundled once or not at all.',
  });
}

function toProvider(
  pipelines: readonly Pipeline[],
  sdk: StartedSdk,
  flusher: ReturnType<typeof createFlusher>,
): OtelProvider {
  const has = (signal: Signal): boolean => pipelines.some((pipeline) => pipeline.signal === signal);
  const tracers = sdk.tracerProvider ?? new ProxyTracerProvider();
  let registered: RegisterOutcome | undefined;
  return {
    tracer: (name, version) => tracers.getTracer(name, version),
    logger: (name, version) =>
      has('logs') ? (sdk.loggerProvider?.getLogger(name, version) ?? createNoopLogger()) : createNoopLogger(),
    meter: (name, version) => sdk.meterProvider?.getMeter(name, version) ?? createNoopMeter(),
    register: () => (registered ??= registerGlobals(sdk)),
    ...flusher,
  };
}
