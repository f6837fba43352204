import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { DestinationConfig, SignalEndpoint } from '@codex-langfuse/config';
import { revealHeaders } from './destination-headers.ts';
import { endpointUrl } from './endpoint-url.ts';
import { readTlsMaterial } from './tls-material.ts';

/** Alike for all three signals and both encodings. */
export type HttpOptions = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

export interface HttpConnection {
  readonly options: HttpOptions;
  /** Ends requests in flight and lets no retry connect again. */
  close(): void;
}

/**
 * Options of the official HTTP exporters. The agent's timeout is what bounds connecting: the exporter's own covers an
 * established connection only, and a black-holed host would hold a request for minutes. Throws `ConfigError`.
 */
export function httpConnection(destination: DestinationConfig, endpoint: SignalEndpoint): HttpConnection {
  const url = endpointUrl(destination, endpoint);
  const { timeoutMillis, compression } = destination;
  const agentOptions = { keepAlive: true, maxSockets: 4, timeout: timeoutMillis };
  // Verification is on whatever NODE_TLS_REJECT_UNAUTHORIZED says.
  const agent =
    url.protocol === 'https:'
      ? new HttpsAgent({ ...agentOptions, ...readTlsMaterial(destination), rejectUnauthorized: true })
      : new HttpAgent(agentOptions);
  const options = {
    url: url.href,
    headers: async () => revealHeaders(destination),
    httpAgentOptions: () => agent,
    timeoutMillis,
    compression: compression as HttpOptions['compression'] & string,
  };
  return { options, close: () => closeAgent(agent) };
}

function closeAgent(agent: HttpAgent): void {
  agent.createConnection = () => {
    throw new Error('The provider was shut down.');
  };
  agent.destroy();
}
