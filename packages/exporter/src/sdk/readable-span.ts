import { SpanKind, TraceFlags } from '@opentelemetry/api';
import type { HrTime, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { AssembledSpan } from '@codex-langfuse/langfuse';
import { toAttributes } from './attributes.ts';
import { toHrTime } from './hr-time.ts';
import { createProvenanceLookup } from './provenance.ts';
import type { ProvenanceLookup } from './provenance.ts';

/** An assembled span as the SDK's `ReadableSpan`, a plain value that any OpenTelemetry JS exporter takes. */
export function toReadableSpan(
  span: AssembledSpan,
  provenanceOf: ProvenanceLookup = createProvenanceLookup(),
): ReadableSpan {
  const context = toSpanContext(span.traceId, span.spanId);
  return {
    name: span.name.toWellFormed(),
    kind: span.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => context,
    ...(span.parentSpanId !== undefined && { parentSpanContext: toSpanContext(span.traceId, span.parentSpanId) }),
    startTime: toHrTime(span.startUnixMicros),
    endTime: toHrTime(span.endUnixMicros),
    duration: durationOf(span),
    status: toStatus(span.status),
    attributes: toAttributes(span.attributes),
    links: [],
    events: [],
    ended: true,
    ...provenanceOf(span),
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Always sampled: what was recorded is sent. */
export function toSpanContext(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}

function toStatus({ code, message }: AssembledSpan['status']): SpanStatus {
  return message === undefined ? { code } : { code, message: message.toWellFormed() };
}

function durationOf({ startUnixMicros, endUnixMicros }: AssembledSpan): HrTime {
  return toHrTime(Math.max(0, endUnixMicros - startUnixMicros));
}
