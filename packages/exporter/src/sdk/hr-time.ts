import type { HrTime } from '@opentelemetry/api';

const MICROS_PER_SECOND = 1_000_000;

/** Unix microseconds (an integer, exact in a double until the year 2255) as OpenTelemetry's seconds and nanoseconds. */
export function toHrTime(unixMicros: number): HrTime {
  const seconds = Math.floor(unixMicros / MICROS_PER_SECOND);
  return [seconds, (unixMicros - seconds * MICROS_PER_SECOND) * 1000];
}
