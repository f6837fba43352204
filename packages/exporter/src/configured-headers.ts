import type { DestinationConfig } from '@codex-langfuse/config';

/**
 * The destination's headers as they go out, names in lower case; secrets become text here. Left out is what describes
 * the body and the connection, which the transport knows better.
 */
export function configuredHeaders({ headers }: DestinationConfig): readonly (readonly [string, string])[] {
  return Object.entries(headers)
    .map(([name, secret]) => [name.toLowerCase(), secret.reveal()] as const)
    .filter(([name]) => !OWN_HEADERS.has(name));
}

const OWN_HEADERS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
]);
