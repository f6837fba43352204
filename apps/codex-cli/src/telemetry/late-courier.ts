import type { CourierWorker } from '@codex-langfuse/otel/worker';

/** A courier that is there only once the process has lived for a while; before, this costs one timer. */
export interface LateCourier {
  notice(): void;
  /** No request is started any more; resolves when the one in flight is settled, after `withinMillis` at the latest. */
  stop(withinMillis: number): Promise<void>;
  /** After `stop`: nothing of it is left that holds the journal. */
  close(): Promise<void>;
}

/** Shorter runs load nothing and start no thread: what they recorded is delivered after them. */
const MIN_AGE_MILLIS = 1000;

/** `start` loads the courier and starts it; `onFailure` is told why that cannot be done. */
export function createLateCourier(
  start: () => Promise<CourierWorker>,
  onFailure: (error: unknown) => void,
): LateCourier {
  let courier: CourierWorker | undefined;
  let isStopped = false;

  // A timer's turn comes while the process waits for something else.
  const timer = setTimeout(() => {
    start().then((started) => {
      courier = started;
      if (isStopped) void started.stop(0);
    }, onFailure);
  }, MIN_AGE_MILLIS).unref();

  return {
    notice: () => courier?.notice(),
    async stop(withinMillis) {
      isStopped = true;
      clearTimeout(timer);
      await courier?.stop(withinMillis);
    },
    async close() {
      await courier?.close();
    },
  };
}
