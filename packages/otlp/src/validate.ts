import { isUint64Text } from './int64.ts';
import type { WireLogRecord, WireMetric, WireSpan } from './wire.ts';

/**
 * What makes one span unusable: `null` where nothing does, else a sentence for the partial success. Ids must be
 * there and well formed (those of links may be absent), the start must be known, times must be numbers. An end
 * before the start is allowed, since clocks step, and so is an end of 0, unknown.
 */
export function validateSpan(span: WireSpan): string | null {
  return (
    idFault('traceId', span.traceId, TRACE_ID) ??
    idFault('spanId', span.spanId, SPAN_ID) ??
    optionalIdFault('parentSpanId', span.parentSpanId, SPAN_ID) ??
    (span.startTimeUnixNano === '0' ? 'startTimeUnixNano is missing' : null) ??
    timeFault('startTimeUnixNano', span.startTimeUnixNano) ??
    timeFault('endTimeUnixNano', span.endTimeUnixNano) ??
    firstFault(span.events, (event, index) => timeFault(`events[${index}].timeUnixNano`, event.timeUnixNano)) ??
    firstFault(
      span.links,
      (link, index) =>
        optionalIdFault(`links[${index}].traceId`, link.traceId, TRACE_ID) ??
        optionalIdFault(`links[${index}].spanId`, link.spanId, SPAN_ID),
    )
  );
}

/** As `validateSpan`. Ids may be absent; the times may be 0, which means unknown. */
export function validateLogRecord(record: WireLogRecord): string | null {
  return (
    optionalIdFault('traceId', record.traceId, TRACE_ID) ??
    optionalIdFault('spanId', record.spanId, SPAN_ID) ??
    timeFault('timeUnixNano', record.timeUnixNano) ??
    timeFault('observedTimeUnixNano', record.observedTimeUnixNano)
  );
}

/** As `validateSpan`: a name, and times that are numbers. A metric without data (of an unknown kind) is valid. */
export function validateMetric(metric: WireMetric): string | null {
  if (metric.name === '') return 'name is missing';
  const points = metric.sum?.dataPoints ?? metric.gauge?.dataPoints ?? metric.histogram?.dataPoints ?? [];
  return firstFault<(typeof points)[number]>(
    points,
    (point, index) =>
      timeFault(`dataPoints[${index}].startTimeUnixNano`, point.startTimeUnixNano) ??
      timeFault(`dataPoints[${index}].timeUnixNano`, point.timeUnixNano),
  );
}

interface IdForm {
  readonly pattern: RegExp;
  readonly digits: number;
}

const TRACE_ID: IdForm = { pattern: /^[0-9a-f]{32}$/, digits: 32 };
const SPAN_ID: IdForm = { pattern: /^[0-9a-f]{16}$/, digits: 16 };

function idFault(name: string, id: string, form: IdForm): string | null {
  if (/^0*$/.test(id)) return `${name} is missing or all zeros`;
  return form.pattern.test(id) ? null : `${name} is not ${form.digits} hex digits`;
}

function optionalIdFault(name: string, id: string, form: IdForm): string | null {
  return id === '' ? null : idFault(name, id, form);
}

function timeFault(name: string, time: string): string | null {
  return isUint64Text(time) ? null : `${name} is not an unsigned 64-bit number`;
}

function firstFault<Item>(
  items: readonly Item[],
  faultOf: (item: Item, index: number) => string | null,
): string | null {
  for (const [index, item] of items.entries()) {
    const fault = faultOf(item, index);
    if (fault !== null) return fault;
  }
  return null;
}
