import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DestinationConfig } from '@codex-langfuse/config';
import { errorCode } from '../error-text.ts';
import { destinationFingerprint } from '../fingerprint.ts';

/** Hex digits kept of a secret's digest: 16 bits. */
const SECRET_DIGITS = 4;

/**
 * Changes when anything changes that could end a destination's fault: URLs, protocols, header names and values, TLS
 * paths and file contents. It is kept on disk, so of each secret only 16 bits of a digest salted with the
 * destination go in: too little to test guesses against (every 65536th guess fits), while a new credential goes
 * unnoticed once in 65536 changes, and then only until the pause ends by itself. A secret that a program prints counts by
 * where it comes from: no program is run for this.
 */
export function configHash(destination: DestinationConfig): string {
  const salt = destinationFingerprint(destination);
  const headers = Object.entries(destination.headers)
    .map(([name, secret]) => [
      name.toLowerCase(),
      secret.isRenewed ? secret.source : shortDigest(salt, name, secret.reveal()),
    ])
    .sort(byName);
  const tls = Object.entries(destination.tls ?? {})
    .map(([name, path]) => [name, path, shortDigest(salt, name, contentOf(path))])
    .sort(byName);
  const { kind, signals, compression } = destination;
  const endpoints = Object.entries(signals)
    .map(([signal, { url, protocol }]) => [signal, url, protocol])
    .sort(byName);
  return createHash('sha256')
    .update(JSON.stringify([salt, kind, endpoints, compression, headers, tls]))
    .digest('hex')
    .slice(0, 16);
}

function byName([left = '']: readonly string[], [right = '']: readonly string[]): number {
  return left < right ? -1 : 1;
}

function shortDigest(salt: string, name: string, value: string): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, name, value]))
    .digest('hex')
    .slice(0, SECRET_DIGITS);
}

/** A missing file is one of the states that a repair changes. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    return errorCode(error);
  }
}
