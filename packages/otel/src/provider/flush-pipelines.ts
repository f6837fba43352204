import type { FailureRecord } from './failure-record.ts';
import type { FlushOutcome } from './otel-provider.ts';
import type { Pipeline } from './pipeline.ts';

interface FlushOptions {
  readonly timeoutMillis?: number;
}

export interface Flusher {
  forceFlush(options?: FlushOptions): Promise<FlushOutcome>;
  shutdown(options?: FlushOptions): Promise<FlushOutcome>;
}

const DEFAULT_TIMEOUT_MILLIS = 5000;

/**
 * Flushes and ends all pipelines side by side, so that a broken one costs the others nothing (the SDK's own providers
 * stop waiting for all at the first failure), and one flush after another (the SDK's log processor returns from a
 * flush at once while another runs, and a shutdown in that moment would lose the rest).
 */
export function createFlusher(
  pipelines: readonly Pipeline[],
  failures: FailureRecord,
  shutdownSdk: () => Promise<void>,
): Flusher {
  let last: Promise<void> = Promise.resolve();
  let ending: Promise<FlushOutcome> | undefined;

  const enqueue = (work: () => Promise<void>): Promise<void> => (last = last.then(work));

  const flushAll = async (): Promise<void> => {
    await settle(pipelines, failures, ({ worker }) => worker.forceFlush());
    await settle(pipelines, failures, ({ exporter }) => exporter.forceFlush?.());
  };

  const endAll = async (): Promise<void> => {
    await flushAll();
    // A rejection repeats a failed export, which is on record already.
    await Promise.allSettled([shutdownSdk()]);
    await settle(pipelines, failures, ({ exporter }) => exporter.shutdown());
  };

  const end = async ({ timeoutMillis }: FlushOptions): Promise<FlushOutcome> => {
    const outcome = await bound(enqueue(endAll), timeoutMillis, failures);
    for (const pipeline of pipelines) pipeline.close();
    return outcome;
  };

  return {
    forceFlush: ({ timeoutMillis } = {}) => ending ?? bound(enqueue(flushAll), timeoutMillis, failures),
    shutdown: (options = {}) => (ending ??= end(options)),
  };
}

/** Waits for all. A failed export was recorded by its exporter's observer; other rejections are recorded here. */
async function settle(
  pipelines: readonly Pipeline[],
  failures: FailureRecord,
  work: (pipeline: Pipeline) => Promise<void> | undefined,
): Promise<void> {
  const settleOne = async (pipeline: Pipeline): Promise<void> => {
    const { destination, signal } = pipeline.route;
    const before = failures.total(destination, signal);
    try {
      await work(pipeline);
    } catch (error) {
      if (failures.total(destination, signal) === before) failures.add(destination, signal, error);
    }
  };
  await Promise.all(pipelines.map(settleOne));
}

async function bound(
  work: Promise<void>,
  timeoutMillis: number = DEFAULT_TIMEOUT_MILLIS,
  failures: FailureRecord,
): Promise<FlushOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMillis);
  });
  const first = await Promise.race([work.then(() => 'done' as const), timeout]);
  clearTimeout(timer);
  const drained = failures.drain();
  if (first === 'timeout') return { kind: 'timeout', failures: drained };
  return drained.length === 0 ? { kind: 'flushed' } : { kind: 'failed', failures: drained };
}
