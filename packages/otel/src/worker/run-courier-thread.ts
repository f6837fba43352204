import { parentPort, workerData } from 'node:worker_threads';
import type { OtelConfig } from '@codex-langfuse/config';
import { createAbandonableLookup } from '@codex-langfuse/exporter';
import { drainJournals, type DrainReport } from '../courier/index.ts';
import { isBusy } from '../journal/database.ts';
import type { LiveJournal } from '../manager/manager-input.ts';
import { hasPending } from '../status/has-pending.ts';
import type { CourierThreadInput, FromCourierThread, ToCourierThread } from './courier-message.ts';
import { createKeptExporters } from './kept-exporters.ts';
import { createStopSwitch } from './stop-switch.ts';
import { createStoppableExporters } from './stoppable-exporters.ts';

/** Connections that a session has not used for so long are closed; servers mostly do it about then. */
const IDLE_MILLIS = 30_000;

/** No drain runs longer; what is left is taken up by the next. */
const LONGEST_DRAIN_MILLIS = 60_000;

/**
 * Serves as the courier of the process that started this thread, until the process ends: delivers the journal of this
 * process. `configure` makes the configuration of what the other thread gave as `settings`; secrets never pass between
 * threads. Nothing here can hold the process up: names are looked up without the system's resolver, programs that print
 * secrets run beside the thread, waits for a lock are short, and journals of other processes, which may be large, are
 * left to a process of their own.
 */
export async function runCourierThread(
  configure: (settings: unknown) => OtelConfig | Promise<OtelConfig>,
): Promise<void> {
  if (parentPort === null) throw new Error('runCourierThread() runs in a worker thread');
  const port = parentPort;
  const input = workerData as CourierThreadInput;
  silence(process.stdout);
  silence(process.stderr);
  const say = (message: FromCourierThread): void => port.postMessage(message);
  try {
    serve(input, await configure(input.settings), port, say);
  } catch (error) {
    say({ kind: 'unusable', message: messageOf(error) });
  }
}

function serve(
  input: CourierThreadInput,
  config: OtelConfig,
  port: NonNullable<typeof parentPort>,
  say: (message: FromCourierThread) => void,
): void {
  const { codexHome, env, userAgent, nameServers } = input;
  const stopSwitch = createStopSwitch(input.stopSwitch);
  const createExporter = createKeptExporters(
    createStoppableExporters(stopSwitch, () => say({ kind: 'stopped' })),
    IDLE_MILLIS,
    (error) => say({ kind: 'problem', message: messageOf(error) }),
  );
  const lookup = createAbandonableLookup(nameServers === undefined ? {} : { servers: nameServers });

  let own: LiveJournal | undefined;
  let wanted = false;
  let running = false;
  let retry: NodeJS.Timeout | undefined;

  const drain = (): Promise<DrainReport> =>
    drainJournals({
      codexHome,
      config,
      clock: Date.now,
      random: Math.random,
      abort: new AbortController().signal,
      deadlineUnixMillis: Date.now() + LONGEST_DRAIN_MILLIS,
      ...(own === undefined ? {} : { own }),
      ownOnly: true,
      environment: { env, write: (text) => say({ kind: 'write', text }), userAgent, lookup },
      createExporter,
    });

  const work = async (): Promise<void> => {
    wanted = true;
    if (running) return;
    running = true;
    clearTimeout(retry);
    try {
      while (wanted && !stopSwitch.isStopped) {
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
      if (isBusy(error)) retry = setTimeout(start, input.intervalMillis);
      else say({ kind: 'problem', message: messageOf(error) });
    });
  };

  port.on('message', (message: ToCourierThread) => {
    own = message.own;
    start();
  });
  if (areOrphansDue(codexHome, config)) say({ kind: 'orphans' });
}

/** What exporters of other packages print is not the command's to say, and nobody reads it. */
function silence(stream: NodeJS.WriteStream): void {
  const write = (_chunk: unknown, encoding?: unknown, callback: unknown = encoding): boolean => {
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
  stream.write = write;
}

function areOrphansDue(codexHome: string, config: OtelConfig): boolean {
  try {
    return hasPending(codexHome, { config, nowUnixMillis: Date.now() });
  } catch (error) {
    // Others are at work there; who ends next looks again.
    if (isBusy(error)) return false;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nextTryOf({ destinations }: DrainReport): number | undefined {
  const times = destinations.flatMap(({ nextTryUnixMillis }) => nextTryUnixMillis ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
