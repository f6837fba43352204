import { LONGEST_RETRY_AFTER_MILLIS, RETRY_AFTER_JITTER } from './time-to-try.ts';

const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 5 * 60_000;
const SHORTEST_WAIT_MILLIS = 500;

/**
 * Wait after the `attempts`-th failure in a row, in milliseconds: doubling from 1 s to 5 min, the upper half random;
 * or what the receiver asked for and a little more. A receiver that asks for no wait at all gets the own one, which
 * grows. `random` gives numbers in [0, 1).
 */
export function backoffMillis(attempts: number, retryAfterMillis: number | undefined, random: () => number): number {
  if (retryAfterMillis !== undefined && retryAfterMillis > 0) {
    const asked = Math.max(SHORTEST_WAIT_MILLIS, Math.min(retryAfterMillis, LONGEST_RETRY_AFTER_MILLIS));
    return Math.round(asked * (1 + RETRY_AFTER_JITTER * random()));
  }
  const wait = Math.min(FIRST_WAIT_MILLIS * 2 ** Math.min(attempts - 1, 30), LONGEST_WAIT_MILLIS);
  return Math.round(wait / 2 + (wait / 2) * random());
}
