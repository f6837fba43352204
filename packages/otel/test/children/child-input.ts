import { destinationAt, otelConfig } from '../support/configuration.ts';

/** What a child process is told, as JSON in its first argument. */
export interface ChildInput {
  readonly codexHome: string;
  readonly origin: string;
  /** Stands in the call id of every event of this child. */
  readonly label: string;
  /** Events to record; endless without it. */
  readonly count?: number;
}

export function readChildInput(): ChildInput {
  return JSON.parse(process.argv[2] ?? '{}') as ChildInput;
}

/** The configuration that parent and children share: logs and traces, small batches. */
export function sharedConfig(origin: string) {
  const signals = {
    traces: { url: `${origin}/v1/traces`, protocol: 'http/protobuf' },
    logs: { url: `${origin}/v1/logs`, protocol: 'http/protobuf' },
  } as const;
  return otelConfig([destinationAt(origin, { signals, batchMaxItems: BATCH_ITEMS })]);
}

export const BATCH_ITEMS = 64;
