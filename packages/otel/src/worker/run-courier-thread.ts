import { parentPort, workerData } from 'node:worker_threads';
import { createAbandonableLookup } from '@codex-langfuse/exporter';
import { drainJournals, type DrainReport } from '../courier/index.ts';
import { isBusy } from '../journal/database.ts';
import type { LiveJournal } from '../manager/manager-input.ts';
import {
  fromPlainConfig,
  type CourierThreadSettings,
  type FromCourierThread,
  type ToCourierThread,
} from './courier-message.ts';
import { createStoppableExporters } from './stoppable-exporters.ts';

/** No drain runs longer; what is left is taken up by the next. */
const LONGEST_DRAIN_MILLIS = 60_000;

/**
 * Serves as the courier of the process that started this thread, until the process ends. Nothing in it can hold the
 * process up: names are looked up without the system's resolver, and waits for a lock are short.
 */
export function runCourierThread(): void {
  if (parentPort === null) throw new Error('runCourierThread() runs in a worker thread');
  const port = parentPort;
  const settings = workerData as CourierThreadSettings;
  const config = fromPlainConfig(settings.config);
  const say = (message: FromCourierThread): void => port.postMessage(message);
  const exporters = createStoppableExporters(() => say({ kind: 'stopped' }));
  const { nameServers } = settings;
  const lookup = createAbandonableLookup(nameServers === undefined ? {} : { servers: nameServers });

  let own: LiveJournal | undefined;
  let wanted = false;
  let running = false;
  let retry: NodeJS.Timeout | undefined;

  const drain = (): Promise<DrainReport> =>
    drainJournals({
      codexHome: settings.codexHome,
      config,
      clock: Date.now,
      random: Math.random,
      abort: new AbortController().signal,
      deadlineUnixMillis: Date.now() + LONGEST_DRAIN_MILLIS,
      ...(own === undefined ? {} : { own }),
      environment: {
        env: settings.env,
        write: (text) => say({ kind: 'write', text }),
        userAgent: settings.userAgent,
        lookup,
      },
      createExporter: exporters.create,
    });

  const work = async (): Promise<void> => {
    wanted = true;
    if (running) return;
    running = true;
    clearTimeout(retry);
    try {
      while (wanted) {
        wanted = false;
        const nextTry = nextTryOf(await drain());
        clearTimeout(retry);
        if (nextTry !== undefined) retry = setTimeout(start, Math.max(0, nextTry - Date.now()));
      }
    } finally {
      running = false;
    }
  };

  const start = (): void => {
    work().catch((error: unknown) => {
      // Someone else writes for longer than is worth waiting; that passes.
      if (isBusy(error)) retry = setTimeout(start, config.intervalMillis);
      else say({ kind: 'problem', message: error instanceof Error ? error.message : String(error) });
    });
  };

  port.on('message', (message: ToCourierThread) => {
    if (message.kind === 'stop') {
      clearTimeout(retry);
      exporters.stop();
      return;
    }
    own = message.own;
    start();
  });
}

function nextTryOf({ destinations }: DrainReport): number | undefined {
  const times = destinations.flatMap(({ nextTryUnixMillis }) => nextTryUnixMillis ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
