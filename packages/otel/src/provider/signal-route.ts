import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig, OtelConfig, Signal, SignalEndpoint } from '@codex-langfuse/config';
import { checkHeaders } from './destination-headers.ts';

/** One signal on its way to one destination. */
export interface SignalRoute {
  readonly destination: DestinationConfig;
  readonly signal: Signal;
  readonly endpoint: SignalEndpoint;
}

const KINDS = ['otlp-http', 'otlp-grpc', 'otlp-file', 'console', 'langfuse'];

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/**
 * Everything the configuration asks for; Langfuse takes traces only, whatever its table says. Throws `ConfigError`
 * (`unsupported_exporter`, `invalid_header`) before anything is loaded.
 */
export function planRoutes({ destinations }: OtelConfig): readonly SignalRoute[] {
  return destinations.flatMap((destination) => {
    if (!KINDS.includes(destination.kind)) throw unsupportedKind(destination);
    checkHeaders(destination);
    return SIGNALS.flatMap((signal) => {
      const endpoint = destination.signals[signal];
      const taken = destination.kind !== 'langfuse' || signal === 'traces';
      return endpoint === undefined || !taken ? [] : [{ destination, signal, endpoint }];
    });
  });
}

function unsupportedKind({ kind, name }: DestinationConfig): ConfigError {
  return new ConfigError({
    code: 'unsupported_exporter',
    message: `Destination ${name} uses the exporter "${kind}", which the OpenTelemetry provider cannot build.`,
    hint: `It builds ${KINDS.join(', ')}. Exporters added with registerExporter() deliver the events of OtelManager.`,
  });
}
