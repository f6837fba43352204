import { createNoopLogger, createNoopMeter, ProxyTracerProvider } from '@opentelemetry/api';
import type { OtelConfig } from '@codex-langfuse/config';
import type { OtelProvider, OtelProviderInput } from './otel-provider.ts';
import { planRoutes } from './signal-route.ts';

/**
 * Builds tracer, logger and meter providers for other people's programs from the same configuration that `OtelManager`
 * takes: live and best effort, through the official exporters. Loads only the exporters that the configuration names,
 * and none without a destination. `OTEL_*` variables have no influence. Rejects with `ConfigError`, before anything is
 * started, if a destination cannot be built.
 */
export async function createOtelProvider(config: OtelConfig, input: OtelProviderInput): Promise<OtelProvider> {
  const routes = planRoutes(config);
  if (routes.length === 0) return createIdleProvider();
  const { buildSdkProvider } = await import('./build-sdk-provider.ts');
  return buildSdkProvider(config, input, routes);
}

function createIdleProvider(): OtelProvider {
  const tracers = new ProxyTracerProvider();
  return {
    tracer: (name, version) => tracers.getTracer(name, version),
    logger: () => createNoopLogger(),
    meter: () => createNoopMeter(),
    register: () => ({ kind: 'registered' }),
    forceFlush: async () => ({ kind: 'flushed' }),
    shutdown: async () => ({ kind: 'flushed' }),
  };
}
