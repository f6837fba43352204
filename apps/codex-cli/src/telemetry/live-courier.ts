import type { OtelConfig } from '@codex-langfuse/config';
import { startCourierWorker } from '@codex-langfuse/otel/worker';
import type { CourierWorker, CourierWorkerInput } from '@codex-langfuse/otel/worker';
import { codexHome } from '../codex-home.ts';
import type { Host } from '../host.ts';
import { VERSION } from '../version.ts';
import type { CourierSettings } from './courier-settings.ts';
import { startDetachedFlush } from './detached-flush.ts';
import type { FlushSettings } from './detached-flush.ts';

export interface LiveCourierInput {
  readonly host: Host;
  readonly config: OtelConfig;
  readonly settings: FlushSettings;
  readonly own: CourierWorkerInput['own'];
  readonly onProblem: (line: string) => void;
}

/** Delivers in a worker thread what this process records, while it records. */
export function startLiveCourier(input: LiveCourierInput): CourierWorker {
  const { host, config, settings } = input;
  const threadSettings: CourierSettings = { home: host.home, env: { ...host.env }, options: settings };
  const courier = startCourierWorker({
    codexHome: codexHome(host),
    config,
    own: input.own,
    thread: new URL('../courier-thread.js', import.meta.url),
    settings: threadSettings,
    env: host.env,
    write: (text) => host.stderr.write(text),
    userAgent: `codex-langfuse/${VERSION}`,
    onProblem: input.onProblem,
    // What earlier processes left need not wait for the end of this one; a run that waits delivers it itself.
    onOrphans: () => {
      if (config.delivery === 'background') startDetachedFlush(settings, host.env);
    },
    startAfterMillis: 0,
  });
  courier.notice();
  return courier;
}
