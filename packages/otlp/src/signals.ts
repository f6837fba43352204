import { logsRequest } from './logs-messages.ts';
import { metricsRequest } from './metrics-messages.ts';
import type { MessageSchema } from './schema.ts';
import { traceRequest } from './trace-messages.ts';
import type { SignalRequests } from './wire.ts';

/** The request of each signal. */
export const requestSchemas: { readonly [Kind in keyof SignalRequests]: MessageSchema<SignalRequests[Kind]> } = {
  traces: traceRequest,
  logs: logsRequest,
  metrics: metricsRequest,
};
