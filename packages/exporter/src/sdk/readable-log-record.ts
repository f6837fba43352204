import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { AssembledLogRecord } from '@codex-langfuse/langfuse';
import { toAttributes } from './attributes.ts';
import { toHrTime } from './hr-time.ts';
import { createProvenanceLookup } from './provenance.ts';
import type { ProvenanceLookup } from './provenance.ts';
import { toSpanContext } from './readable-span.ts';

/** An assembled log record as the SDK's `ReadableLogRecord`; an event's data are its attributes, it has no body. */
export function toReadableLogRecord(
  record: AssembledLogRecord,
  provenanceOf: ProvenanceLookup = createProvenanceLookup(),
): ReadableLogRecord {
  const time = toHrTime(record.timeUnixMicros);
  return {
    hrTime: time,
    hrTimeObserved: time,
    spanContext: toSpanContext(record.traceId, record.spanId),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    eventName: record.eventName,
    attributes: toAttributes(record.attributes),
    ...provenanceOf(record),
    droppedAttributesCount: 0,
  };
}
