import { createHash } from 'node:crypto';
import type { AssembledSpan } from '@codex-langfuse/langfuse';
import type { LogItem, MetricsItem, SpanItem } from '../item.ts';

const RESOURCE = { 'service.name': 'codex', 'service.version': '0.1.0' };
const SCOPE = { name: 'codex-langfuse', version: '0.1.0' };
const START_UNIX_MICROS = 1_790_000_000_123_456;

/** Valid items whose ids follow from `number`; `overrides` replaces fields of the span, record or metrics. */
export function sampleSpanItem(number: number, overrides: Partial<AssembledSpan> = {}): SpanItem {
  const traceId = digits(`trace ${number}`, 32);
  const spanId = digits(`span ${number}`, 16);
  const span: AssembledSpan = {
    key: `request/${number}`,
    traceId,
    spanId,
    name: `chat model-${number}`,
    kind: 'client',
    startUnixMicros: START_UNIX_MICROS + number,
    endUnixMicros: START_UNIX_MICROS + number + 1500,
    attributes: { 'sample.number': number, 'sample.tags': ['a', 'b'] },
    status: { code: 0 },
    final: true,
    sources: [number],
    resource: RESOURCE,
    scope: SCOPE,
    ...overrides,
  };
  return { signal: 'traces', id: `${span.traceId}/${span.spanId}`, span };
}

export function sampleLogItem(number: number, overrides: Partial<LogItem['record']> = {}): LogItem {
  const record: LogItem['record'] = {
    uid: `uid-${number}`,
    eventName: 'codex.user_prompt',
    timeUnixMicros: START_UNIX_MICROS + number,
    severityNumber: 9,
    severityText: 'INFO',
    traceId: digits(`trace ${number}`, 32),
    spanId: digits(`span ${number}`, 16),
    attributes: { 'log.record.uid': `uid-${number}`, prompt_length: number },
    sources: [number],
    resource: RESOURCE,
    scope: SCOPE,
    ...overrides,
  };
  return { signal: 'logs', id: record.uid, record };
}

export function sampleMetricsItem(number: number, overrides: Partial<MetricsItem['metrics']> = {}): MetricsItem {
  const metrics: MetricsItem['metrics'] = {
    id: `metrics/conversation/turn-${number}`,
    startUnixMicros: START_UNIX_MICROS,
    endUnixMicros: START_UNIX_MICROS + 2_000_000,
    metrics: [
      {
        name: 'codex.tool.call',
        description: 'Tool calls',
        unit: '{call}',
        kind: 'counter',
        points: [{ attributes: { tool: 'shell' }, values: [1, 2] }],
      },
      {
        name: 'codex.api_request.duration',
        description: 'Duration of requests',
        unit: 'ms',
        kind: 'histogram',
        boundaries: [10, 100],
        points: [{ attributes: { model: 'm' }, values: [5, 10, 50.5, 500] }],
      },
    ],
    sources: [number],
    resource: RESOURCE,
    scope: SCOPE,
    ...overrides,
  };
  return { signal: 'metrics', id: metrics.id, metrics };
}

function digits(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count);
}
