import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKeys } from './keys.ts';
import type { Keys } from './keys.ts';

/** A langfuse-local that answers. */
export interface RunningServer {
  readonly url: string;
  readonly keys: Keys;
}

/** The server that runs on a data directory, if one does: it must answer, and know the directory's keys. */
export async function findRunningServer(directory: string): Promise<RunningServer | null> {
  const url = readServerUrl(directory);
  const keys = readKeys(directory);
  if (url === null || keys === null) return null;
  const authorization = `Basic ${Buffer.from(`${keys.publicKey}:${keys.secretKey}`).toString('base64')}`;
  try {
    const response = await fetch(`${url}/api/public/projects`, {
      headers: { authorization },
      signal: AbortSignal.timeout(2000),
      redirect: 'error',
    });
    await response.body?.cancel();
    return response.ok ? { url, keys } : null;
  } catch {
    // Nobody listens there any more: the file is what a killed server left behind.
    return null;
  }
}

/** Lets later starts find this server. */
export function announceServer(directory: string, url: string): void {
  writeFileSync(serverPath(directory), `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
}

export function withdrawServer(directory: string): void {
  rmSync(serverPath(directory), { force: true });
}

function readServerUrl(directory: string): string | null {
  try {
    const value: unknown = JSON.parse(readFileSync(serverPath(directory), 'utf8'));
    const url = typeof value === 'object' && value !== null ? (value as { url?: unknown }).url : undefined;
    return typeof url === 'string' && /^http:\/\/[^/]+$/.test(url) ? url : null;
  } catch {
    // Missing or half written: as good as no server.
    return null;
  }
}

function serverPath(directory: string): string {
  return join(directory, 'server.json');
}
