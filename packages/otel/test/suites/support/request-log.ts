import {
  decodeLogsRequest,
  decodeMetricsRequest,
  decodeTraceRequest,
  type DecodeResult,
  type Encoding,
  type KeyValue,
  type WireMetric,
} from '@codex-langfuse/otlp';
import type { Signal } from '@codex-langfuse/config';
import type { FaultName } from './fault-cases.ts';

/** One request as a receiver saw it: who sent what, and what was answered. */
export interface LoggedRequest {
  /** From 0, in order of arrival. */
  readonly number: number;
  readonly signal: Signal;
  /** Keys of spans, log records, or single data points (a turn's points have no identity of their own on the wire). */
  readonly items: readonly string[];
  readonly userAgent: string;
  readonly answer: FaultName;
  /** The sender can know from the answer that everything arrived. */
  readonly acknowledged: boolean;
}

/** The keys of everything in one OTLP request. Throws for what is no OTLP request. */
export function itemKeys(signal: Signal, body: Uint8Array, encoding: Encoding): readonly string[] {
  switch (signal) {
    case 'traces':
      return valueOf(decodeTraceRequest(body, encoding))
        .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map(({ traceId, spanId }) => spanKey(traceId, spanId));
    case 'logs':
      return valueOf(decodeLogsRequest(body, encoding))
        .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
        .map(({ attributes }) => logKey(textOf(attributes, 'log.record.uid')));
    case 'metrics':
      return valueOf(decodeMetricsRequest(body, encoding))
        .resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .flatMap(pointKeys);
  }
}

export function spanKey(traceId: string, spanId: string): string {
  return `traces ${traceId}/${spanId}`;
}

export function logKey(uid: string): string {
  return `logs ${uid}`;
}

/** Items that were sent again although an earlier request with them was acknowledged. */
export function sentAfterAcknowledgement(log: readonly LoggedRequest[]): readonly string[] {
  const acknowledged = new Set<string>();
  const again: string[] = [];
  for (const { items, acknowledged: isAcknowledged } of log) {
    again.push(...items.filter((item) => acknowledged.has(item)));
    if (isAcknowledged) for (const item of items) acknowledged.add(item);
  }
  return again;
}

export function acknowledgedItems(log: readonly LoggedRequest[]): ReadonlySet<string> {
  return new Set(log.filter(({ acknowledged }) => acknowledged).flatMap(({ items }) => items));
}

function pointKeys({ name, sum, gauge, histogram }: WireMetric): string[] {
  const points = [...(sum?.dataPoints ?? []), ...(gauge?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])];
  return points.map(({ startTimeUnixNano, timeUnixNano, attributes }) => {
    const labels = attributes.map(({ key, value }) => `${key}=${JSON.stringify(value)}`).sort();
    return `metrics ${name} ${startTimeUnixNano}-${timeUnixNano} ${labels.join(' ')}`;
  });
}

function textOf(attributes: readonly KeyValue[], name: string): string {
  return attributes.find(({ key }) => key === name)?.value.stringValue ?? '';
}

function valueOf<Value>(decoded: DecodeResult<Value>): Value {
  if (!decoded.ok) throw new Error('the receiver got something that is not OTLP');
  return decoded.value;
}
