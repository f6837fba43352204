import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig } from '@codex-langfuse/config';

/** PEM contents. A custom `ca` replaces the built-in roots. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Reads the destination's PEM files and checks that they belong together. Throws `ConfigError` `tls_files`. */
export function readTlsMaterial({ name, tls }: DestinationConfig): TlsMaterial {
  try {
    const material: TlsMaterial = {
      ...(tls?.caCertificate !== undefined && { ca: readFileSync(tls.caCertificate) }),
      ...(tls?.clientCertificate !== undefined && { cert: readFileSync(tls.clientCertificate) }),
      ...(tls?.clientPrivateKey !== undefined && { key: readFileSync(tls.clientPrivateKey) }),
    };
    createSecureContext(material);
    return material;
  } catch (error) {
    throw new ConfigError({
      code: 'tls_files',
      message: `The TLS files of destination ${name} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Check ca-certificate, client-certificate and client-private-key: PEM files that exist, are readable and belong together.',
      cause: error,
    });
  }
}
