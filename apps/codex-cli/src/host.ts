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

/** Aborts when the user wants to stop: the first Ctrl-C or SIGTERM asks, a second one ends the process at once. */
export function abortOnSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(130);
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
