/** Where times come from: event times and durations alike. */
export interface Clock {
  /** Microseconds since the Unix epoch, an integer. */
  nowMicros(): number;
}

const LARGEST_DRIFT_MILLIS = 500;

/**
 * The system's clock at microsecond resolution. It runs on the monotonic clock, so that durations cannot be bent by a
 * small adjustment, and is set anew when the wall clock has moved away from it, as after the machine slept.
 */
export function systemClock(): Clock {
  let anchorMillis = performance.timeOrigin;
  return {
    nowMicros() {
      const elapsed = performance.now();
      const wall = Date.now();
      if (Math.abs(anchorMillis + elapsed - wall) > LARGEST_DRIFT_MILLIS) anchorMillis = wall - elapsed;
      return Math.round((anchorMillis + elapsed) * 1000);
    },
  };
}

/** Milliseconds from `startMicros` until now, never negative. */
export function millisSince(clock: Clock, startMicros: number): number {
  return Math.max(0, clock.nowMicros() - startMicros) / 1000;
}
