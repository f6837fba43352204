import type { ForeignLogRecord } from './wire.ts';

export interface RecordTime {
  /** Microseconds since the Unix epoch. */
  readonly unixMicros: number;
  /** As the sender wrote it, else the same time; RFC 3339 in UTC with milliseconds. */
  readonly timestamp: string;
}

/**
 * When an event happened: its own time, else the time at which it was observed, else its `event.timestamp`.
 * `undefined` if none of them is a time after 1970.
 */
export function recordTime(record: ForeignLogRecord, timestamp: string | undefined): RecordTime | undefined {
  const written = writtenMicros(timestamp);
  const unixMicros = microsOf(record.timeUnixNano) ?? microsOf(record.observedTimeUnixNano) ?? written;
  if (unixMicros === undefined) return undefined;
  return { unixMicros, timestamp: new Date(Math.floor((written ?? unixMicros) / 1000)).toISOString() };
}

function writtenMicros(timestamp: string | undefined): number | undefined {
  if (timestamp === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(timestamp))
    return undefined;
  return meant(Date.parse(timestamp) * 1000);
}

function microsOf(nanos: unknown): number | undefined {
  if (typeof nanos === 'number') return meant(Math.floor(nanos / 1000));
  if (typeof nanos !== 'string' || !/^\d{4,20}$/.test(nanos)) return undefined;
  return meant(Number(nanos.slice(0, -3)));
}

/** Zero means unset, and nobody means a time beyond 2^53 microseconds, in the year 2255. */
function meant(micros: number): number | undefined {
  return Number.isSafeInteger(micros) && micros > 0 ? micros : undefined;
}
