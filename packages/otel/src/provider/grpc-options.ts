import { credentials, Metadata } from '@grpc/grpc-js';
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig, SignalEndpoint } from '@codex-langfuse/config';
import { revealHeaders } from './destination-headers.ts';
import { endpointUrl } from './endpoint-url.ts';
import { readTlsMaterial } from './tls-material.ts';

/** Alike for all three signals. */
export type GrpcOptions = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

/** Options of the official gRPC exporters; `https` URLs get TLS, the path has no meaning. Throws `ConfigError`. */
export function grpcOptions(destination: DestinationConfig, endpoint: SignalEndpoint): GrpcOptions {
  const url = endpointUrl(destination, endpoint);
  const { ca, cert, key } = url.protocol === 'https:' ? readTlsMaterial(destination) : {};
  return {
    url: url.origin,
    credentials:
      url.protocol === 'https:'
        ? credentials.createSsl(ca ?? null, key ?? null, cert ?? null, { rejectUnauthorized: true })
        : credentials.createInsecure(),
    metadata: metadataOf(destination),
    timeoutMillis: destination.timeoutMillis,
    compression: destination.compression as GrpcOptions['compression'] & string,
  };
}

function metadataOf(destination: DestinationConfig): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(revealHeaders(destination))) {
    try {
      metadata.set(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
    } catch {
      // The library's message quotes the value.
      throw new ConfigError({
        code: 'invalid_header',
        message: `Header ${JSON.stringify(name)} of destination ${destination.name} cannot be sent over gRPC.`,
        hint: 'gRPC allows printable ASCII in values; names that end in -bin take base64.',
      });
    }
  }
  return metadata;
}
