import type { Int64String, WireLogRecord } from './wire.ts';

const NANOS_PER_MILLI = 1_000_000n;

/**
 * Nanoseconds (an epoch time or a duration) as milliseconds with fraction. Nanoseconds since 1970 do not fit a
 * number, their milliseconds do, to about a fifth of a microsecond. Throws for text that is no number: validate first.
 */
export function nanosToMillis(nanos: Int64String | bigint): number {
  const value = BigInt(nanos);
  return Number(value / NANOS_PER_MILLI) + Number(value % NANOS_PER_MILLI) / 1e6;
}

/** Milliseconds, with or without fraction, as nanoseconds in decimal. */
export function millisToNanos(millis: number): Int64String {
  const whole = Math.floor(millis);
  return String(BigInt(whole) * NANOS_PER_MILLI + BigInt(Math.round((millis - whole) * 1e6)));
}

/** The time from `start` to `end` in milliseconds with fraction, exact; negative where clocks stepped back. */
export function millisBetween(start: Int64String, end: Int64String): number {
  return nanosToMillis(BigInt(end) - BigInt(start));
}

/** When a log record happened; when it was observed where the sender left the first out, as the real Codex does. */
export function logRecordTime(record: WireLogRecord): Int64String {
  return record.timeUnixNano === '0' ? record.observedTimeUnixNano : record.timeUnixNano;
}
