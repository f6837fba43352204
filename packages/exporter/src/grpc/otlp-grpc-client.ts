import { Client, compressionAlgorithms, credentials, logVerbosity, Metadata, setLogVerbosity } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '@codex-langfuse/config';
import type { DestinationConfig, Signal } from '@codex-langfuse/config';
import { MAX_ANSWER_BYTES } from '../answer-limit.ts';
import { configuredHeaders } from '../configured-headers.ts';
import { errorCode, errorText } from '../error-text.ts';
import type { DeliveryFault, ExportOutcome } from '../export-outcome.ts';
import type { ExporterEnvironment } from '../exporter.ts';
import { networkFaultOf, networkOutcome, UNKNOWN_FAULT } from '../network-fault.ts';
import { chooseProxy, unusableProxy } from '../proxy.ts';
import type { ProxyChoice } from '../proxy.ts';
import type { Target } from '../target.ts';
import { loadTlsMaterial } from '../tls-files.ts';
import type { GrpcResult } from './classify-call.ts';
import { authorityOf, findRoute } from './grpc-route.ts';
import { TunnelCredentials } from './tunnel-credentials.ts';

export { classifyCall } from './classify-call.ts';

/** One channel to one OTLP/gRPC receiver. */
export interface OtlpGrpcClient {
  /** Every status is a result; rejects only with the `ConfigError` of a secret that cannot be had. */
  call(signal: Signal, body: Uint8Array, abort: AbortSignal): Promise<GrpcResult>;
  close(): void;
}

const METHODS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

/** Opens no connection yet. `http` URLs are plain, `https` URLs TLS; the path of the URL has no meaning in gRPC. */
export async function openGrpcClient(
  destination: DestinationConfig,
  environment: ExporterEnvironment,
  target: Target,
): Promise<OtlpGrpcClient | { readonly outcome: ExportOutcome }> {
  const choice = chooseProxy(target.url, environment.env);
  if (choice.kind === 'unusable') return atFault(unusableProxy(choice.variable));
  // The connection to the proxy is the library's, and plain.
  if (choice.kind === 'proxy' && choice.proxy.secure) return atFault(unusableProxy(choice.variable));
  const security = channelSecurity(destination, target.url);
  if ('fault' in security) return atFault(security.fault);
  const route = await findRoute(target.url, choice, environment.lookup, destination.timeoutMillis);
  if ('error' in route) return { outcome: unresolved(route.error, target) };
  beQuiet(environment);
  const client = new Client(route.address, throughProxy(security.credentials, choice, target.url), {
    ...route.options,
    'grpc.primary_user_agent': environment.userAgent,
    'grpc.default_compression_algorithm':
      destination.compression === 'gzip' ? compressionAlgorithms.gzip : compressionAlgorithms.identity,
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
    'grpc.max_send_message_length': -1,
    // Retries are decided by whoever delivers, who writes them down first.
    'grpc.enable_retries': 0,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
  });
  return {
    call: (signal, body, abort) => callOnce(client, destination, signal, body, abort),
    close: () => client.close(),
  };
}

/** The library prints errors to stderr, where the agent's screen is; they are outcomes here. */
function beQuiet({ env }: ExporterEnvironment): void {
  const isWanted = (env['GRPC_NODE_VERBOSITY'] ?? env['GRPC_VERBOSITY'] ?? '') !== '';
  if (!isWanted) setLogVerbosity(logVerbosity.NONE);
}

function atFault(fault: DeliveryFault): { readonly outcome: ExportOutcome } {
  return { outcome: { kind: 'destination', fault } };
}

function unresolved(error: unknown, target: Target): ExportOutcome {
  return networkOutcome(networkFaultOf(errorCode(error)) ?? UNKNOWN_FAULT, target.shownUrl, errorText(error));
}

function metadataOf(destination: DestinationConfig): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of configuredHeaders(destination))
    metadata.set(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  return metadata;
}

function callOnce(
  client: Client,
  destination: DestinationConfig,
  signal: Signal,
  body: Uint8Array,
  abort: AbortSignal,
): Promise<GrpcResult> {
  return new Promise((resolve, reject) => {
    if (abort.aborted) return resolve({ kind: 'aborted' });
    let metadata: Metadata;
    try {
      metadata = metadataOf(destination);
    } catch (error) {
      if (ConfigError.isInstance(error)) return reject(error);
      // The library's message quotes the value.
      return resolve({ kind: 'invalid-header' });
    }
    const onAbort = (): void => call.cancel();
    const call = client.makeUnaryRequest<Uint8Array, Uint8Array>(
      METHODS[signal],
      (request) => Buffer.from(request),
      (response) => response,
      body,
      metadata,
      { deadline: Date.now() + destination.timeoutMillis },
      (error, response) => {
        abort.removeEventListener('abort', onAbort);
        if (error === null) return resolve({ kind: 'ok', body: response ?? new Uint8Array() });
        if (abort.aborted) return resolve({ kind: 'aborted' });
        if (isAnswerTooLarge(error.details, body.byteLength)) return resolve({ kind: 'answer-too-large' });
        const [statusDetails] = error.metadata.get('grpc-status-details-bin');
        resolve({
          kind: 'status',
          code: error.code,
          // Of a connection that failed the library says more, and mostly nothing.
          details: error.details.replace(/\.? Resolution note:\s*$/, ''),
          ...(typeof statusDetails === 'object' && { statusDetails }),
        });
      },
    );
    abort.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * The library says of an answer over the limit what servers say of a request over theirs. It is about the answer when
 * the request was smaller than what was received.
 */
function isAnswerTooLarge(details: string, requestBytes: number): boolean {
  const [, received, limit] = OVER_LIMIT.exec(details) ?? [];
  if (limit !== String(MAX_ANSWER_BYTES)) return false;
  return requestBytes < Number(received ?? limit);
}

const OVER_LIMIT = /^Received message (?:larger than max \((\d+) vs |that decompresses to a size larger than )(\d+)/;

function channelSecurity(
  destination: DestinationConfig,
  url: URL,
): { readonly credentials: ChannelCredentials } | { readonly fault: DeliveryFault } {
  if (url.protocol !== 'https:') return { credentials: credentials.createInsecure() };
  const tls = loadTlsMaterial(destination.tls);
  if (!tls.ok) return tls;
  // Verification is on whatever NODE_TLS_REJECT_UNAUTHORIZED says.
  const context = createSecureContext(tls.material);
  return { credentials: credentials.createFromSecureContext(context, { rejectUnauthorized: true }) };
}

function throughProxy(direct: ChannelCredentials, choice: ProxyChoice, url: URL): ChannelCredentials {
  return choice.kind === 'proxy' ? new TunnelCredentials(direct, choice.proxy, authorityOf(url)) : direct;
}
