/** Aborts a request when nothing was heard from the server for too long, or when the turn is interrupted. */
export interface SilenceLimit {
  readonly signal: AbortSignal;
  /** Something arrived: the wait starts anew. */
  heard(): void;
  /** Ends the watch; silence and interruption abort the request no more. */
  stop(): void;
  /** Ends the watch and the request, if it is still going on. */
  abandon(): void;
  exceeded(): boolean;
}

export function createSilenceLimit(limitMillis: number, outer: AbortSignal): SilenceLimit {
  const controller = new AbortController();
  let exceeded = false;
  const interrupt = (): void => controller.abort();
  const timer = setTimeout(() => {
    exceeded = true;
    controller.abort();
  }, limitMillis);
  if (outer.aborted) controller.abort();
  else outer.addEventListener('abort', interrupt, { once: true });
  const stop = (): void => {
    clearTimeout(timer);
    outer.removeEventListener('abort', interrupt);
  };
  return {
    signal: controller.signal,
    heard: () => void timer.refresh(),
    stop,
    abandon() {
      stop();
      controller.abort();
    },
    exceeded: () => exceeded,
  };
}
