const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 5 * 60_000;
/** A receiver that asks for more is asked again after this: its answer may be a mistake, and nothing is lost by asking. */
const LONGEST_RETRY_AFTER_MILLIS = 60 * 60_000;
/** Share by which a wait that the receiver named is stretched, so that many clients do not come back together. */
const RETRY_AFTER_JITTER = 0.1;
const SHORTEST_WAIT_MILLIS = 500;

/** No wait is longer; who is to be tried later than that was put off when the clock was ahead. */
export const LONGEST_WAIT_OF_ALL_MILLIS = LONGEST_RETRY_AFTER_MILLIS * (1 + RETRY_AFTER_JITTER);

/** Whether the time of a next try has come; also when the clock was set back since it was settled. */
export function isTimeToTry(nextTryUnixMillis: number, nowUnixMillis: number): boolean {
  return nowUnixMillis >= nextTryUnixMillis || nextTryUnixMillis - nowUnixMillis > LONGEST_WAIT_OF_ALL_MILLIS;
}

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
