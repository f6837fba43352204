import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import type {
  ContextManager,
  LoggerProvider,
  MeterProvider,
  TextMapPropagator,
  TracerProvider,
} from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';

/** What a `NodeSDK` made on `start()`, none of it global yet. */
export interface StartedSdk {
  readonly tracerProvider?: TracerProvider;
  readonly loggerProvider?: LoggerProvider;
  readonly meterProvider?: MeterProvider;
  readonly contextManager?: ContextManager;
  readonly propagator?: TextMapPropagator;
  shutdown(): Promise<void>;
}

/**
 * Starts a `NodeSDK` without touching the process's globals. `start()` registers what it makes and offers no way
 * around it; undoing that afterwards would also undo the host's registrations and redirect tracers that libraries hold
 * already. So for the length of this synchronous call the registrations are recorded instead.
 */
export function startNodeSdk(configuration: Partial<NodeSDKConfiguration>): StartedSdk {
  const sdk = new NodeSDK(configuration);
  const parts: { -readonly [Part in keyof StartedSdk]: StartedSdk[Part] } = { shutdown: () => sdk.shutdown() };
  const restore = [
    intercept(trace, 'setGlobalTracerProvider', (provider) => Boolean((parts.tracerProvider = provider))),
    intercept(logs, 'setGlobalLoggerProvider', (provider) => Boolean((parts.loggerProvider = provider))),
    intercept(metrics, 'setGlobalMeterProvider', (provider) => Boolean((parts.meterProvider = provider))),
    intercept(context, 'setGlobalContextManager', (manager) => Boolean((parts.contextManager = manager))),
    intercept(propagation, 'setGlobalPropagator', (propagator) => Boolean((parts.propagator = propagator))),
  ];
  try {
    sdk.start();
  } finally {
    for (const undo of restore) undo();
  }
  return parts;
}

function intercept<Api extends object, Name extends keyof Api>(
  api: Api,
  name: Name,
  replacement: Api[Name],
): () => void {
  const own = Object.getOwnPropertyDescriptor(api, name);
  api[name] = replacement;
  return () => {
    if (own === undefined) Reflect.deleteProperty(api, name);
    else Object.defineProperty(api, name, own);
  };
}
