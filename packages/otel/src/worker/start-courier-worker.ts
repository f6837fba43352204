import { Worker } from 'node:worker_threads';
import type { OtelConfig } from '@codex-langfuse/config';
import type { LiveJournal } from '../manager/manager-input.ts';
import {
  toPlainConfig,
  type CourierThreadSettings,
  type FromCourierThread,
  type ToCourierThread,
} from './courier-message.ts';

export interface CourierWorkerInput {
  /** Absolute. */
  readonly codexHome: string;
  readonly config: OtelConfig;
  /** The journal this process is recording to. */
  readonly own: () => LiveJournal | undefined;
  /** Proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For the console exporter. */
  readonly write: (text: string) => void;
  readonly userAgent: string;
  /** Told why the courier does not work: at most one line. Events stay in the journal then. */
  readonly onProblem: (line: string) => void;
  /** The module that calls `runCourierThread()`, where a program is bundled; by default this package's own. */
  readonly thread?: URL;
  /** Name servers as `address:port`; by default the system's. */
  readonly nameServers?: readonly string[];
}

/** Delivery beside the work of a process that lives on; it never keeps the process alive. */
export interface CourierWorker {
  /** Something was recorded: it goes out after `interval_ms`. Costs next to nothing, however often it is called. */
  notice(): void;
  /**
   * For the end of the process: no request is started any more. Resolves when the one in flight is settled, after
   * `exit_wait_ms` at the latest; `process.exit()` is safe then. What is left waits in the journal.
   */
  stop(): Promise<void>;
}

/** Only a process that lives longer than this pays for a thread; shorter ones hand over at their end. */
const MIN_AGE_MILLIS = 1000;

/** The thread is started when it is first of use, from a timer: while the process waits for something else. */
export function startCourierWorker(input: CourierWorkerInput): CourierWorker {
  const { config } = input;
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** After `failed` events wait in the journal for whoever comes next. */
  let state: 'running' | 'failed' | 'stopped' =
    config.destinations.length === 0 || config.delivery !== 'background' ? 'stopped' : 'running';

  const send = (message: ToCourierThread): void => worker?.postMessage(message);

  let reported = false;
  const report = (message: string): void => {
    if (!reported) input.onProblem(`telemetry waits for a later run: ${message.split('\n', 1)[0]}`);
    reported = true;
  };

  const startThread = (): Worker => {
    const thread = openThread(input);
    thread.on('error', (error) => {
      if (state === 'running') state = 'failed';
      report(error instanceof Error ? error.message : String(error));
    });
    thread.on('message', (message: FromCourierThread) => {
      if (message.kind === 'write') input.write(message.text);
      else if (message.kind === 'problem') report(message.message);
    });
    return thread;
  };

  const deliver = (): void => {
    timer = undefined;
    worker ??= startThread();
    const own = input.own();
    send(own === undefined ? { kind: 'deliver' } : { kind: 'deliver', own });
  };

  return {
    notice() {
      if (state !== 'running' || timer !== undefined) return;
      const wait = worker === undefined ? Math.max(config.intervalMillis, MIN_AGE_MILLIS) : config.intervalMillis;
      timer = setTimeout(deliver, wait).unref();
    },
    async stop() {
      clearTimeout(timer);
      const thread = state === 'running' ? worker : undefined;
      state = 'stopped';
      if (thread === undefined) return;
      send({ kind: 'stop' });
      await stopped(thread, config.exitWaitMillis);
    },
  };
}

function openThread(input: CourierWorkerInput): Worker {
  const { codexHome, config, env, userAgent, nameServers } = input;
  const settings: CourierThreadSettings = {
    codexHome,
    config: toPlainConfig(config),
    env: { ...env },
    userAgent,
    ...(nameServers === undefined ? {} : { nameServers }),
  };
  // Variables meant for other programs' telemetry change what the SDK's parts do.
  const worker = new Worker(input.thread ?? OWN_THREAD, { workerData: settings, env: {}, name: 'codex courier' });
  worker.unref();
  return worker;
}

/** From the sources it is run as they are. */
const OWN_THREAD = import.meta.url.endsWith('.ts')
  ? new URL('./courier-thread.ts', import.meta.url)
  : new URL('./courier-thread.js', import.meta.url);

/** Resolves in any case. */
function stopped(worker: Worker, withinMillis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, withinMillis);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    worker.on('message', (message: FromCourierThread) => {
      if (message.kind === 'stopped') end();
    });
    worker.once('exit', end);
  });
}
