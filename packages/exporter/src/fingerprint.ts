import { hash } from 'node:crypto';
import type { DestinationConfig } from '@codex-langfuse/config';

/**
 * Identifies a destination across processes: 16 hex digits over its name, kind, URLs and project key id. Events are
 * bound to fingerprints, so that a session recorded for one project never reaches another. Holds no secret; rotating a
 * secret key keeps the fingerprint.
 */
export function destinationFingerprint(destination: DestinationConfig): string {
  const urls = Object.entries(destination.signals)
    .map(([signal, endpoint]) => `${signal}=${endpoint.url}`)
    .sort();
  const identity = JSON.stringify([destination.name, destination.kind, urls, destination.projectKeyId ?? '']);
  return hash('sha256', identity).slice(0, 16);
}
