import { Worker } from 'node:worker_threads';
import type { OtelConfig } from '@codex-langfuse/config';
import type { LiveJournal } from '../manager/manager-input.ts';
import type { CourierThreadInput, FromCourierThread, ToCourierThread } from './courier-message.ts';
import { createStopSwitch } from './stop-switch.ts';

export interface CourierWorkerInput {
  /** Absolute. */
  readonly codexHome: string;
  /** Says when and how long; what it is delivered with, the thread makes of `settings`. */
  readonly config: Pick<OtelConfig, 'delivery' | 'destinations' | 'exitWaitMillis' | 'intervalMillis'>;
  /** The journal this process is recording to. */
  readonly own: () => LiveJournal | undefined;
  /** The module that calls `runCourierThread()`. */
  readonly thread: URL;
  /** Handed to it as a copy: plain values, from which it makes the configuration. */
  readonly settings: unknown;
  /** Proxies, and what exporters of other packages find in `process.env`; without `OTEL_*`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For the console exporter. */
  readonly write: (text: string) => void;
  readonly userAgent: string;
  /** Told why the courier does not work: at most one line. Events stay in the journal then. */
  readonly onProblem: (line: string) => void;
  /** Told once when journals of processes that are gone could be delivered, which is not this courier's work. */
  readonly onOrphans?: () => void;
  /**
   * Only a process that records something later than this after the call pays for a thread; shorter ones hand over at
   * their end. Default 1000.
   */
  readonly startAfterMillis?: number;
  /** Name servers as `address:port`; by default the system's. */
  readonly nameServers?: readonly string[];
}

/** Delivery beside the work of a process that lives on; it never keeps the process alive. */
export interface CourierWorker {
  /** Something was recorded: it goes out after `interval_ms`. Costs next to nothing, however often it is called. */
  notice(): void;
  /**
   * For the end of the process: no request is started any more. Resolves when the one in flight is settled, at once
   * where there is none, after `withinMillis` (default `exit_wait_ms`) at the latest; `process.exit()` is safe then.
   * What is left waits in the journal.
   */
  stop(withinMillis?: number): Promise<void>;
  /** After `stop`: ends the thread, so that this thread can deliver the journal itself. */
  close(): Promise<void>;
}

const MIN_AGE_MILLIS = 1000;

/** The thread is started when it is first of use, from a timer: while the process waits for something else. */
export function startCourierWorker(input: CourierWorkerInput): CourierWorker {
  const { config } = input;
  const stopSwitch = createStopSwitch();
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** After `failed` events wait in the journal for whoever comes next. */
  let state: 'running' | 'failed' | 'stopped' =
    config.destinations.length === 0 || config.delivery === 'next-run' ? 'stopped' : 'running';

  let onStopped = (): void => undefined;
  /** Resolves in any case. */
  const stopped = (withinMillis: number): Promise<void> =>
    new Promise((resolve) => {
      const limit = setTimeout(resolve, withinMillis);
      onStopped = () => {
        clearTimeout(limit);
        resolve();
      };
    });

  let reported = false;
  const report = (message: string): void => {
    if (!reported) input.onProblem(`telemetry waits for a later run: ${message.split('\n', 1)[0]}`);
    reported = true;
  };
  const fail = (message: string): void => {
    if (state !== 'running') return;
    state = 'failed';
    report(message);
  };

  const startThread = (): Worker => {
    const thread = openThread(input, stopSwitch.memory);
    thread.on('error', (error) => fail(messageOf(error)));
    thread.on('exit', (code) => {
      fail(`the courier's thread ended with ${code}`);
      onStopped();
    });
    thread.on('message', (message: FromCourierThread) => {
      if (message.kind === 'write') input.write(message.text);
      else if (message.kind === 'orphans') input.onOrphans?.();
      else if (message.kind === 'problem') report(message.message);
      else if (message.kind === 'unusable') fail(message.message);
      else onStopped();
    });
    // Each listener for messages takes hold of the process again, so this comes after the last.
    thread.unref();
    return thread;
  };

  const deliver = (): void => {
    timer = undefined;
    try {
      worker ??= startThread();
    } catch (error) {
      fail(messageOf(error));
      return;
    }
    const own = input.own();
    const message: ToCourierThread = own === undefined ? { kind: 'deliver' } : { kind: 'deliver', own };
    worker.postMessage(message);
  };

  return {
    notice() {
      if (state !== 'running' || timer !== undefined) return;
      const wait = worker === undefined ? (input.startAfterMillis ?? MIN_AGE_MILLIS) : config.intervalMillis;
      timer = setTimeout(deliver, wait).unref();
    },
    async stop(withinMillis = config.exitWaitMillis) {
      clearTimeout(timer);
      stopSwitch.stop();
      const mayBeBusy = state === 'running' && worker !== undefined;
      state = 'stopped';
      if (mayBeBusy && stopSwitch.underWay > 0) await stopped(withinMillis);
    },
    async close() {
      await worker?.terminate();
    },
  };
}

function openThread(input: CourierWorkerInput, stopSwitch: SharedArrayBuffer): Worker {
  const { settings, codexHome, env, userAgent, config, nameServers } = input;
  const workerData: CourierThreadInput = {
    settings,
    codexHome,
    env: { ...env },
    userAgent,
    intervalMillis: config.intervalMillis,
    ...(nameServers === undefined ? {} : { nameServers }),
    stopSwitch,
  };
  // Nothing of the thread's output goes on to the process's; reading it would keep the process alive.
  return new Worker(input.thread, {
    workerData,
    env: withoutOtelVariables(env),
    stdout: true,
    stderr: true,
    name: 'codex courier',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Variables meant for other programs' telemetry change what the SDK's parts do. */
function withoutOtelVariables(env: CourierWorkerInput['env']): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('OTEL_'),
  );
  return Object.fromEntries(kept);
}
