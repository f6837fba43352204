/** What was made of `start` before it had to stop. */
export type TimedAnswer = { readonly kind: 'answered'; readonly value: unknown } | { readonly kind: 'unanswered' };

/** Whoever heeds the signal answers within this time after it. */
const GRACE_MILLIS = 250;

/**
 * Runs `start` with a signal that fires with `abort` or after `timeoutMillis`, and waits for its answer no longer than
 * that and a moment. Rejects as `start` does.
 */
export async function settledInTime(
  start: (signal: AbortSignal) => unknown,
  abort: AbortSignal,
  timeoutMillis: number,
): Promise<TimedAnswer> {
  const limit = new AbortController();
  const signal = AbortSignal.any([abort, limit.signal]);
  const timers = [setTimeout(() => limit.abort(), timeoutMillis)];
  const unanswered = new Promise<TimedAnswer>((resolve) => {
    const giveUp = (): void => void timers.push(setTimeout(() => resolve({ kind: 'unanswered' }), GRACE_MILLIS));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    const answered = Promise.resolve(start(signal)).then((value): TimedAnswer => ({ kind: 'answered', value }));
    return await Promise.race([answered, unanswered]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
