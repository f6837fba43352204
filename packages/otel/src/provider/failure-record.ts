import { isNativeError } from 'node:util/types';
import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import { withoutSecrets } from './destination-headers.ts';
import type { ExportFailure } from './otel-provider.ts';

const LONGEST_REASON = 300;

/** Counts failed exports until somebody is told. */
export interface FailureRecord {
  add(destination: DestinationConfig, signal: Signal, error: unknown): void;
  /** How many were ever added. */
  total(destination: DestinationConfig, signal: Signal): number;
  /** Returns what was added since the last call. */
  drain(): readonly ExportFailure[];
}

/** The SDK itself reports failed exports to its diagnostic logger only, which nobody listens to by default. */
export function createFailureRecord(): FailureRecord {
  const totals = new Map<string, number>();
  let failures = new Map<string, ExportFailure>();
  const keyOf = (destination: DestinationConfig, signal: Signal): string => `${signal} ${destination.name}`;
  const total = (destination: DestinationConfig, signal: Signal): number => totals.get(keyOf(destination, signal)) ?? 0;
  return {
    total,
    add(destination, signal, error) {
      const key = keyOf(destination, signal);
      totals.set(key, total(destination, signal) + 1);
      const reason = withoutSecrets(reasonOf(error), destination).slice(0, LONGEST_REASON);
      const exports = (failures.get(key)?.exports ?? 0) + 1;
      failures.set(key, { destination: destination.name, signal, exports, reason });
    },
    drain() {
      const drained = [...failures.values()];
      failures = new Map();
      return drained;
    },
  };
}

/** HTTP errors carry the status as a number, system errors a name; messages of the latter may be empty. */
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return typeof error === 'string' ? error : 'unknown';
  const code = codeOf(error);
  const message = error.message.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return message.includes(code) ? message : `${code} ${message}`.trim();
}

function codeOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}
