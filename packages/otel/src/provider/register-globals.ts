import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import type { GlobalSlot, RegisterOutcome } from './otel-provider.ts';
import type { StartedSdk } from './start-node-sdk.ts';

/** Registers with `@opentelemetry/api` what the SDK made; a slot that is taken stays with its owner. */
export function registerGlobals(sdk: StartedSdk): RegisterOutcome {
  const { tracerProvider, loggerProvider, meterProvider, contextManager, propagator } = sdk;
  const occupied: GlobalSlot[] = [];
  const note = (slot: GlobalSlot, taken: boolean): void => {
    if (!taken) occupied.push(slot);
  };
  if (contextManager !== undefined) note('context', context.setGlobalContextManager(contextManager));
  if (propagator !== undefined) note('propagation', propagation.setGlobalPropagator(propagator));
  if (tracerProvider !== undefined) note('trace', trace.setGlobalTracerProvider(tracerProvider));
  if (loggerProvider !== undefined) note('logs', logs.setGlobalLoggerProvider(loggerProvider));
  if (meterProvider !== undefined) note('metrics', metrics.setGlobalMeterProvider(meterProvider));
  return occupied.length === 0 ? { kind: 'registered' } : { kind: 'occupied', occupied };
}
