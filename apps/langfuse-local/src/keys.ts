import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LangfuseLocalError } from './langfuse-local-error.ts';

/** What lets a client in. Made once for each data directory and kept in `keys.json`, mode 0600. */
export interface Keys {
  /** `pk-lf-…`, the user name of Basic auth. */
  readonly publicKey: string;
  /** `sk-lf-…`, the password of Basic auth. */
  readonly secretKey: string;
  /** Opens the pages in a browser. */
  readonly viewToken: string;
}

/** Reads the keys of a data directory, or makes them at the first start. */
export function loadOrCreateKeys(directory: string): Keys {
  const path = keysPath(directory);
  const existing = readKeys(directory);
  if (existing !== null) {
    chmodSync(path, 0o600);
    return existing;
  }
  const keys: Keys = {
    publicKey: `pk-lf-${randomUUID()}`,
    secretKey: `sk-lf-${randomUUID()}`,
    viewToken: randomBytes(24).toString('base64url'),
  };
  // Written whole under another name, then linked: of two servers that start together, both end up with the same keys.
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return keys;
  } catch (error) {
    const winner = readKeys(directory);
    if (winner !== null) return winner;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The keys of a data directory; null where there are none yet. */
export function readKeys(directory: string): Keys | null {
  const path = keysPath(directory);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new LangfuseLocalError({
      code: 'keys_unreadable',
      message: `Cannot read ${path}.`,
      hint: 'Make the file readable for you, or delete it to have new keys made.',
      cause: error,
    });
  }
  const parsed = parseKeys(text);
  if (parsed !== null) return parsed;
  throw new LangfuseLocalError({
    code: 'keys_invalid',
    message: `${path} does not hold publicKey, secretKey and viewToken.`,
    hint: 'Restore the file, or delete it to have new keys made; clients then need the new ones.',
  });
}

function parseKeys(text: string): Keys | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { publicKey, secretKey, viewToken } = value as Record<string, unknown>;
  if (!isToken(publicKey) || !isToken(secretKey) || !isToken(viewToken)) return null;
  return { publicKey, secretKey, viewToken };
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{16,200}$/.test(value);
}

function keysPath(directory: string): string {
  return join(directory, 'keys.json');
}
