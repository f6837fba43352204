import type { Origin } from '../origin.ts';
import type { DestinationConfig, Signal, SignalEndpoint, TlsConfig, WireProtocol } from '../otel-config.ts';
import { oneOf } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import type { Secret } from '../secret.ts';
import { checkTls, readTls } from '../tls/read-tls.ts';
import type { TlsFile } from '../tls/read-tls.ts';
import { finishDestination, refuseInsecure, wantedSignals } from './destination-settings.ts';
import type { DestinationDraft } from './destination-settings.ts';
import { endpointProblem, grpcUrl, httpSignalUrls, isLangfuseEndpoint, signalNamedBy } from './endpoint.ts';
import { environmentValue, signalEndpointVariable } from './environment-defaults.ts';
import { environmentHeaders, readHeaders } from './headers.ts';
import { langfuseOverOtlp } from './langfuse-destination.ts';
import { readEndpoint } from './read-endpoint.ts';
import type { FoundEndpoint } from './read-endpoint.ts';

const PROTOCOLS: Readonly<Record<'binary' | 'json', WireProtocol>> = { binary: 'http/protobuf', json: 'http/json' };

/** Reads `otlp-http`, and every registered exporter. One that points at a Langfuse follows Langfuse's rules. */
export function readHttpDestination(draft: DestinationDraft, context: ReadContext): DestinationConfig | undefined {
  const reader: ReaderOf<'otlp-http'> = draft.reader;
  const protocol = PROTOCOLS[reader.value('protocol', oneOf('binary', 'json'), 'binary')];
  const wanted = wantedSignals(draft);
  const written = readEndpoint(draft, 'endpoint', (text) => URL.parse(text), context);
  if (written !== undefined && isLangfuseEndpoint(written.url)) {
    return langfuseOverOtlp(draft, { endpoint: written, wanted, protocol }, context);
  }
  return readHttpSignals(draft, { written, wanted, protocol }, context);
}

function readHttpSignals(
  draft: DestinationDraft,
  details: {
    readonly written: FoundEndpoint | undefined;
    readonly wanted: readonly Signal[];
    readonly protocol: WireProtocol;
  },
  context: ReadContext,
): DestinationConfig {
  const reader: ReaderOf<'otlp-http'> = draft.reader;
  const { written, wanted, protocol } = details;
  const found =
    written === undefined
      ? endpointsFromEnvironment(draft, wanted, context)
      : endpointsOf(written, wanted, draft, context);
  const first = Object.values(found)[0];
  if (first === undefined) throw missingEndpoint(draft, context);
  const headers = headersFor(draft, first, context);
  const tls = written === undefined ? tlsFromEnvironment(context) : undefined;
  for (const endpoint of Object.values(found)) refuseInsecure({ ...endpoint, headers }, reader, context);
  const signals = Object.fromEntries(
    Object.entries(found).map(([signal, { url }]): [string, SignalEndpoint] => [signal, { url: url.href, protocol }]),
  );
  const ownTls = reader.has('tls') ? readTls(reader.table<'tls'>('tls'), context) : undefined;
  return finish(draft, { signals, headers, tls: ownTls ?? tls }, context);
}

/** Reads `otlp-grpc`: one address for all signals, without a path. */
export function readGrpcDestination(draft: DestinationDraft, context: ReadContext): DestinationConfig {
  const reader: ReaderOf<'otlp-grpc'> = draft.reader;
  const wanted = wantedSignals(draft);
  const written = readEndpoint(draft, 'endpoint', grpcUrl, context);
  const endpoint = written ?? grpcFromEnvironment(context);
  if (endpoint === undefined) throw missingEndpoint(draft, context);
  const problem = isLangfuseEndpoint(endpoint.url)
    ? 'is a Langfuse, which does not speak gRPC'
    : /^\/*$/.test(endpoint.url.pathname) && endpoint.url.search === ''
      ? undefined
      : 'must be host:port without a path';
  if (problem !== undefined) {
    const hint = 'Write endpoint = "https://host:4317", or use otlp-http for a URL with a path.';
    throw valueError(context, { key: endpoint.key, problem, hint, origin: endpoint.origin });
  }
  const headers = headersFor(draft, endpoint, context);
  refuseInsecure({ ...endpoint, headers }, reader, context);
  const signalEndpoint: SignalEndpoint = { url: endpoint.url.origin, protocol: 'grpc' };
  const signals = Object.fromEntries(wanted.map((signal) => [signal, signalEndpoint]));
  const tls = written === undefined ? tlsFromEnvironment(context) : undefined;
  const ownTls = reader.has('tls') ? readTls(reader.table<'tls'>('tls'), context) : undefined;
  return finish(draft, { signals, headers, tls: ownTls ?? tls }, context);
}

type FoundEndpoints = Partial<Record<Signal, FoundEndpoint>>;

function endpointsOf(
  written: FoundEndpoint,
  wanted: readonly Signal[],
  draft: DestinationDraft,
  context: ReadContext,
): FoundEndpoints {
  const urls = httpSignalUrls(written.url);
  const found = Object.fromEntries(
    wanted.flatMap((signal) => {
      const href = urls[signal];
      return href === undefined ? [] : [[signal, { ...written, url: new URL(href) }] as const];
    }),
  );
  if (Object.keys(found).length > 0 || wanted.length === 0) return found;
  throw valueError(context, {
    key: written.key,
    problem: `names ${signalNamedBy(written.url) ?? 'a signal'} only, but ${wanted.join(' and ')} ${wanted.length === 1 ? 'is' : 'are'} to be sent`,
    hint: draft.slotIsExplicit
      ? 'Use the URL of that signal, or a base URL.'
      : 'Use a base URL, or change which signals go where.',
    origin: written.origin,
  });
}

/** The environment fills in what the config leaves open; it never adds a destination. */
function endpointsFromEnvironment(
  draft: DestinationDraft,
  wanted: readonly Signal[],
  context: ReadContext,
): FoundEndpoints {
  const base = environmentValue(context, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  return Object.fromEntries(
    wanted.flatMap((signal) => {
      const own = environmentValue(context, signalEndpointVariable(signal));
      const variable = own ?? base;
      if (variable === undefined) return [];
      const endpoint = environmentUrl(URL.parse(variable.value), variable.name, context);
      const href = own === undefined ? httpSignalUrls(endpoint.url)[signal] : endpoint.url.href;
      if (href === undefined) return [];
      context.values.push({
        key: draft.reader.keyOf('endpoint'),
        value: endpoint.url.href,
        origin: endpoint.origin,
        source: `env ${variable.name}`,
      });
      return [[signal, { ...endpoint, url: new URL(href) }] as const];
    }),
  );
}

function grpcFromEnvironment(context: ReadContext): FoundEndpoint | undefined {
  const variable = environmentValue(context, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  return variable === undefined ? undefined : environmentUrl(grpcUrl(variable.value), variable.name, context);
}

function environmentUrl(url: URL | null, name: string, context: ReadContext): FoundEndpoint {
  const origin: Origin = { layer: 'environment' };
  const problem = endpointProblem(url);
  if (url !== null && problem === undefined) return { url, key: name, origin };
  const hint = `Correct ${name}, or write endpoint in the config.`;
  throw valueError(context, { key: name, problem: problem ?? 'is not a URL', hint, origin });
}

function headersFor(
  draft: DestinationDraft,
  endpoint: FoundEndpoint,
  context: ReadContext,
): ReadonlyMap<string, Secret> {
  const written = readHeaders(draft.reader, context);
  return written.size > 0 ? written : environmentHeaders(endpoint.url, draft.reader.keyOf('headers'), context);
}

function tlsFromEnvironment(context: ReadContext): TlsConfig | undefined {
  const file = (name: string): TlsFile | undefined => {
    const variable = environmentValue(context, name);
    return variable === undefined ? undefined : { key: name, path: variable.value, origin: { layer: 'environment' } };
  };
  const caCertificate = file('OTEL_EXPORTER_OTLP_CERTIFICATE');
  const clientCertificate = file('OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE');
  const clientPrivateKey = file('OTEL_EXPORTER_OTLP_CLIENT_KEY');
  return checkTls(
    {
      ...(caCertificate === undefined ? {} : { caCertificate }),
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
      ...(clientPrivateKey === undefined ? {} : { clientPrivateKey }),
    },
    context,
  );
}

function finish(
  draft: DestinationDraft,
  parts: {
    readonly signals: DestinationConfig['signals'];
    readonly headers: ReadonlyMap<string, Secret>;
    readonly tls: TlsConfig | undefined;
  },
  context: ReadContext,
): DestinationConfig {
  return {
    ...finishDestination(draft, false, context),
    kind: draft.choice.kind,
    signals: parts.signals,
    headers: Object.fromEntries(parts.headers),
    ...(parts.tls === undefined ? {} : { tls: parts.tls }),
  };
}

function missingEndpoint(draft: DestinationDraft, context: ReadContext): Error {
  return valueError(context, {
    code: 'missing_endpoint',
    key: draft.reader.keyOf('endpoint'),
    problem: 'is missing',
    hint: `Write endpoint = "https://…" in [${draft.choice.path.join('.')}], or set OTEL_EXPORTER_OTLP_ENDPOINT.`,
    origin: draft.choice.origin,
  });
}
