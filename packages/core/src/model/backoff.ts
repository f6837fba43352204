const FIRST_DELAY_MILLIS = 200;

/** 200 ms × 2^(n−1) × a factor from 0.9 up to 1.1, where `retry` counts from 1: the real Codex's rule. */
export function backoffMillis(retry: number, random: () => number): number {
  return FIRST_DELAY_MILLIS * 2 ** (retry - 1) * (0.9 + random() * 0.2);
}

/** Waits; ends early when the signal aborts. */
export function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, millis);
    signal.addEventListener('abort', finish, { once: true });
  });
}
