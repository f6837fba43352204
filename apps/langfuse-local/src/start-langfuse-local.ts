import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { isLoopbackHost } from './authorization.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { lockDirectory } from './directory-lock.ts';
import { loadOrCreateKeys } from './keys.ts';
import type { Keys } from './keys.ts';
import { LangfuseLocalError } from './langfuse-local-error.ts';
import { announceServer, findRunningServer, withdrawServer } from './running-server.ts';
import { openStore } from './store/open-store.ts';

export interface StartInput {
  /** Data directory; made if missing. */
  readonly directory: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 picks a free port. Without it: 3199, or a free one when that is taken. */
  readonly port?: number;
  readonly onError?: (error: Error) => void;
}

export interface LangfuseLocal {
  /** `http://127.0.0.1:3199` */
  readonly url: string;
  readonly keys: Keys;
  /** Finishes the requests under way, then frees the port and the data directory. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 3199;

/** Starts the server on a data directory. Throws `LangfuseLocalError` with a hint where it cannot. */
export async function startLangfuseLocal(input: StartInput): Promise<LangfuseLocal> {
  const { directory, host = '127.0.0.1', port } = input;
  prepareDataDirectory(directory);
  const lock = lockDirectory(directory);
  if (lock === null) throw await alreadyRunning(directory);
  try {
    const keys = loadOrCreateKeys(directory);
    const store = openStore(directory, Date.now);
    try {
      const app = createApp({
        store,
        keys,
        listensOnLoopback: isLoopbackHost(host),
        ...(input.onError === undefined ? {} : { onError: input.onError }),
      });
      const server = createAdaptorServer({ fetch: app.fetch }) as Server;
      const actualPort = await listen(server, host, port);
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
      announceServer(directory, url);
      return {
        url,
        keys,
        async close(): Promise<void> {
          await closeServer(server);
          store.close();
          withdrawServer(directory);
          lock.release();
        },
      };
    } catch (error) {
      store.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  try {
    return await listenOn(server, host, port ?? DEFAULT_PORT);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && port === undefined) return listenOn(server, host, 0);
    throw cannotListen(host, port ?? DEFAULT_PORT, code, error);
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Requests under way get their answer; idle connections, such as a browser keeps, do not hold the server up. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function cannotListen(host: string, port: number, code: string | undefined, cause: unknown): LangfuseLocalError {
  if (code === 'EADDRINUSE') {
    return new LangfuseLocalError({
      code: 'port_in_use',
      message: `Port ${port} on ${host} is taken.`,
      hint: 'Stop what listens there, choose another port, or use --port 0 for a free one.',
      cause,
    });
  }
  return new LangfuseLocalError({
    code: 'cannot_listen',
    message: `Cannot listen on ${host}:${port} (${code ?? 'unknown reason'}).`,
    hint: 'Check --host and --port; ports below 1024 need special rights.',
    cause,
  });
}

async function alreadyRunning(directory: string): Promise<LangfuseLocalError> {
  const running = await findRunningServer(directory);
  return new LangfuseLocalError({
    code: 'already_running',
    message: `Another langfuse-local uses ${directory}${running === null ? '' : ` and listens on ${running.url}`}.`,
    hint: 'Use that one, stop it, or name another folder with --data.',
  });
}
