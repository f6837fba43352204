import type { Readable, Writable } from 'node:stream';

type OutputStream = Writable & { readonly isTTY?: boolean };

/** All that the commands take from the process around them. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The user's home folder. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** Two signals within this time are one: a terminal sends Ctrl-C to every process of the group, and wrappers pass it on. */
const SAME_SIGNAL_MILLIS = 500;

/** Aborts when the user wants to stop: the first Ctrl-C or SIGTERM asks, a later one ends the process at once. */
export function abortOnSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  let askedAt = Number.POSITIVE_INFINITY;
  const handler = (): void => {
    const now = performance.now();
    if (now - askedAt > SAME_SIGNAL_MILLIS) process.exit(130);
    askedAt = Math.min(askedAt, now);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, handler);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of signals) process.off(name, handler);
    },
  };
}
