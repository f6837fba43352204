/** A receiver that asks for more is asked again after this: its answer may be a mistake, and nothing is lost by asking. */
export const LONGEST_RETRY_AFTER_MILLIS = 60 * 60_000;

/** Share by which a wait that the receiver named is stretched, so that many clients do not come back together. */
export const RETRY_AFTER_JITTER = 0.1;

/** No wait is longer; who is to be tried later than that was put off when the clock was ahead. */
export const LONGEST_WAIT_OF_ALL_MILLIS = LONGEST_RETRY_AFTER_MILLIS * (1 + RETRY_AFTER_JITTER);

/** Whether the time of a next try has come; also when the clock was set back since it was settled. */
export function isTimeToTry(nextTryUnixMillis: number, nowUnixMillis: number): boolean {
  return nowUnixMillis >= nextTryUnixMillis || nextTryUnixMillis - nowUnixMillis > LONGEST_WAIT_OF_ALL_MILLIS;
}
