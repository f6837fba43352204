import { validateHeaderName, validateHeaderValue } from 'node:http';
import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig } from '@codex-langfuse/config';

/** Langfuse shows spans within seconds only if they come with this header. */
const LANGFUSE_HEADERS = { 'x-langfuse-ingestion-version': '4' };

/** They describe the body, and the exporter writes them. */
const OWN_HEADERS = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection']);

/**
 * The destination's headers as text, names in lower case: with `withoutSecrets` the only place of the provider where
 * secrets are revealed.
 */
export function revealHeaders({ kind, headers }: DestinationConfig): Record<string, string> {
  const configured = Object.entries(headers)
    .map(([name, secret]) => [name.toLowerCase(), secret.reveal()] as const)
    .filter(([name]) => !OWN_HEADERS.has(name));
  return { ...(kind === 'langfuse' && LANGFUSE_HEADERS), ...Object.fromEntries(configured) };
}

/** Throws `ConfigError` `invalid_header`, which names the header and never its value. */
export function checkHeaders(destination: DestinationConfig): void {
  for (const [name, value] of Object.entries(revealHeaders(destination))) {
    if (isSendable(name, value)) continue;
    throw new ConfigError({
      code: 'invalid_header',
      message: `Header ${JSON.stringify(name)} of destination ${destination.name} cannot be sent.`,
      hint: 'Header names are letters, digits and hyphens; values have no line breaks and no characters beyond Latin-1.',
    });
  }
}

/** A server's words about a failure may quote what it was sent. */
export function withoutSecrets(text: string, destination: DestinationConfig): string {
  const secrets = Object.values(destination.headers).flatMap((secret) => [
    secret.reveal(),
    ...secret.reveal().split(/\s+/).slice(1),
  ]);
  return secrets
    .filter((secret) => secret.length > 3)
    .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
