import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsConfig } from '@codex-langfuse/config';
import { errorText } from './error-text.ts';
import type { DeliveryFault } from './export-outcome.ts';

/** PEM contents. A custom `ca` replaces the system's roots. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export type TlsMaterialResult =
  | { readonly ok: true; readonly material: TlsMaterial }
  | { readonly ok: false; readonly fault: DeliveryFault };

/**
 * Reads the destination's PEM files and checks that they make a TLS context. They were checked when the config was
 * loaded, but may have been replaced or removed since; that is the destination's fault, not a bug.
 */
export function loadTlsMaterial(tls: TlsConfig | undefined): TlsMaterialResult {
  try {
    const material: TlsMaterial = {
      ...(tls?.caCertificate !== undefined && { ca: readFileSync(tls.caCertificate) }),
      ...(tls?.clientCertificate !== undefined && { cert: readFileSync(tls.clientCertificate) }),
      ...(tls?.clientPrivateKey !== undefined && { key: readFileSync(tls.clientPrivateKey) }),
    };
    createSecureContext(material);
    return { ok: true, material };
  } catch (error) {
    return { ok: false, fault: unusable(error) };
  }
}

function unusable(error: unknown): DeliveryFault {
  return {
    code: 'tls_files',
    message: `The TLS files of this destination cannot be used: ${errorText(error)}`,
    hint: 'Check ca-certificate, client-certificate and client-private-key: PEM files that exist, are readable and belong together.',
  };
}
