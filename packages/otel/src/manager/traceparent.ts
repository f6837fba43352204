import type { RemoteParent } from '@codex-langfuse/events';

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/**
 * A W3C `traceparent` value (https://www.w3.org/TR/trace-context/#traceparent-header), as in the environment variable
 * `TRACEPARENT`; `undefined` for anything invalid. The sampled flag is ignored: an agent's turn is always recorded.
 */
export function parseTraceparent(value: string | undefined): RemoteParent | undefined {
  const parts = TRACEPARENT.exec(value?.trim() ?? '');
  if (parts === null) return undefined;
  const [, version, traceId, spanId, more] = parts;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId };
}
