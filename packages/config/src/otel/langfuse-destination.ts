import type { DestinationConfig, Signal, WireProtocol } from '../otel-config.ts';
import { oneOf } from '../read/decoders.ts';
import { valueError } from '../read/read-context.ts';
import type { ReadContext } from '../read/read-context.ts';
import type { ReaderOf } from '../read/table-reader.ts';
import { Secret } from '../secret.ts';
import { readTls } from '../tls/read-tls.ts';
import { finishDestination, refuseInsecure, wantedSignals, warnSignalNotTaken } from './destination-settings.ts';
import type { DestinationDraft } from './destination-settings.ts';
import { endpointProblem, isLoopback, langfuseUrl } from './endpoint.ts';
import { environmentValue } from './environment-defaults.ts';
import { environmentHeaders, readHeaders } from './headers.ts';
import type { Headers } from './headers.ts';
import { basicAuthorization, langfuseKeys, publicKeyOf } from './langfuse-keys.ts';
import { readEndpoint } from './read-endpoint.ts';
import type { FoundEndpoint } from './read-endpoint.ts';

const REGIONS: Readonly<Record<'eu' | 'us' | 'jp' | 'hipaa', string>> = {
  eu: 'https://cloud.langfuse.com',
  us: 'https://us.cloud.langfuse.com',
  jp: 'https://jp.cloud.langfuse.com',
  hipaa: 'https://hipaa.cloud.langfuse.com',
};

/** Spans that come with this header are visible in seconds; without it Langfuse Cloud takes up to 15 minutes. */
const INGESTION_VERSION_HEADER = 'x-langfuse-ingestion-version';
const INGESTION_VERSION = '4';

/** Reads a `langfuse` exporter: a base URL or a region, and the project's pair of keys. */
export function readLangfuseDestination(draft: DestinationDraft, context: ReadContext): DestinationConfig | undefined {
  const reader: ReaderOf<'langfuse'> = draft.reader;
  const protocol = reader.value('protocol', oneOf('binary', 'json'), 'binary');
  const wanted = wantedSignals(draft);
  const endpoint = readBaseUrl(draft, context);
  const url = tracesUrl({ endpoint, wanted }, context);
  if (url === undefined) return undefined;
  const headers = readHeaders(reader, context);
  const keys = langfuseKeys(reader, url, context);
  if (keys !== undefined) {
    if (headers.has('authorization')) throw authorizationTwice(draft, context);
    headers.set('authorization', basicAuthorization(keys));
  }
  return finish(
    draft,
    { url, endpoint, headers, protocol: protocol === 'json' ? 'http/json' : 'http/protobuf' },
    context,
  );
}

/** An `otlp-http` exporter whose endpoint is a Langfuse. */
export function langfuseOverOtlp(
  draft: DestinationDraft,
  details: { readonly endpoint: FoundEndpoint; readonly wanted: readonly Signal[]; readonly protocol: WireProtocol },
  context: ReadContext,
): DestinationConfig | undefined {
  const { endpoint, protocol } = details;
  const url = tracesUrl(details, context);
  if (url === undefined) return undefined;
  const headers = readHeaders(draft.reader, context);
  if (!headers.has('authorization')) {
    const keys = langfuseKeys(undefined, url, context);
    if (keys === undefined && headers.size === 0) {
      for (const [name, value] of environmentHeaders(url, draft.reader.keyOf('headers'), context))
        headers.set(name, value);
    } else if (keys !== undefined) {
      headers.set('authorization', basicAuthorization(keys));
    }
  }
  return finish(draft, { url, endpoint, headers, protocol }, context);
}

function finish(
  draft: DestinationDraft,
  details: {
    readonly url: URL;
    readonly endpoint: FoundEndpoint;
    readonly headers: Headers;
    readonly protocol: WireProtocol;
  },
  context: ReadContext,
): DestinationConfig {
  const { url, endpoint, headers, protocol } = details;
  const authorization = headers.get('authorization');
  if (authorization === undefined) throw missingCredentials(draft, context);
  refuseInsecure({ url, headers, origin: endpoint.origin, key: endpoint.key }, draft.reader, context);
  if (!headers.has(INGESTION_VERSION_HEADER)) {
    headers.set(INGESTION_VERSION_HEADER, new Secret(INGESTION_VERSION, 'default'));
  }
  const tls = draft.reader.has('tls') ? readTls(draft.reader.table<'tls'>('tls'), context) : undefined;
  const projectKeyId = publicKeyOf(authorization);
  if (projectKeyId === undefined && !authorization.isRenewed) warnOfAuthorization(draft, context);
  return {
    ...finishDestination(draft, isLoopback(url), context),
    kind: 'langfuse',
    signals: { traces: { url: url.href, protocol } },
    headers: Object.fromEntries(headers),
    ...(projectKeyId === undefined ? {} : { projectKeyId }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function readBaseUrl(draft: DestinationDraft, context: ReadContext): FoundEndpoint {
  const reader: ReaderOf<'langfuse'> = draft.reader;
  const written = readEndpoint(draft, 'base_url', (text) => URL.parse(text), context);
  const region = reader.optional('region', oneOf('eu', 'us', 'jp', 'hipaa'));
  const key = reader.keyOf(region === undefined ? 'base_url' : 'region');
  const regionOrigin = reader.node('region')?.origin ?? draft.choice.origin;
  if (region !== undefined && written !== undefined) {
    const hint = 'Keep one of the two: a region is short for its base_url.';
    throw valueError(context, { key, problem: 'is given beside base_url', hint, origin: regionOrigin });
  }
  if (region !== undefined) return { url: new URL(REGIONS[region]), key, origin: regionOrigin };
  if (written !== undefined) return written;
  const variable = environmentValue(context, 'LANGFUSE_BASE_URL', 'LANGFUSE_HOST');
  if (variable === undefined) {
    context.values.push({ key, value: REGIONS.eu, origin: { layer: 'default' } });
    return { url: new URL(REGIONS.eu), key, origin: { layer: 'default' } };
  }
  const url = URL.parse(variable.value);
  const problem = endpointProblem(url);
  const origin = { layer: 'environment' } as const;
  if (url === null || problem !== undefined) {
    const hint = `Correct ${variable.name}, or write base_url in the config.`;
    throw valueError(context, { key: variable.name, problem: problem ?? 'is not a URL', hint, origin });
  }
  context.values.push({ key, value: url.href, origin, source: `env ${variable.name}` });
  return { url, key, origin };
}

/** The URL that takes traces; undefined, with a warning, when the key or the URL asks for another signal only. */
function tracesUrl(
  { endpoint, wanted }: { readonly endpoint: FoundEndpoint; readonly wanted: readonly Signal[] },
  context: ReadContext,
): URL | undefined {
  const result = langfuseUrl(endpoint.url);
  if (result.status === 'invalid') throw notLangfuse(endpoint, context);
  const other = wanted.find((signal) => signal !== 'traces');
  const missed = result.status === 'not-taken' ? result.signal : wanted.includes('traces') ? undefined : other;
  if (missed !== undefined) {
    warnSignalNotTaken(missed, endpoint.origin, endpoint.key, context);
    return undefined;
  }
  return result.status === 'traces' && wanted.includes('traces') ? result.url : undefined;
}

function notLangfuse({ key, origin }: FoundEndpoint, context: ReadContext): Error {
  const problem = 'is no URL at which a Langfuse takes OpenTelemetry data';
  const hint = 'Give the base URL of the Langfuse, or <base URL>/api/public/otel.';
  return valueError(context, { key, problem, hint, origin });
}

function missingCredentials(draft: DestinationDraft, context: ReadContext): Error {
  return valueError(context, {
    code: 'missing_credentials',
    key: draft.choice.path.join('.'),
    problem: "has no keys: Langfuse needs a project's public and secret key",
    hint: 'Set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, or write public_key and secret_key in [otel.exporter.langfuse].',
    origin: draft.choice.origin,
  });
}

function authorizationTwice(draft: DestinationDraft, context: ReadContext): Error {
  return valueError(context, {
    key: draft.reader.keyOf('headers'),
    problem: 'has an Authorization although public_key and secret_key make one',
    hint: 'Remove one of the two.',
    origin: draft.reader.node('headers')?.origin ?? draft.choice.origin,
  });
}

function warnOfAuthorization(draft: DestinationDraft, context: ReadContext): void {
  context.warnings.push({
    code: 'authorization_form',
    message: `${draft.reader.keyOf('headers')}: Authorization is not "Basic " and the base64 of public:secret key`,
    hint: 'Langfuse will answer 401. Make it with: printf %s "pk-lf-…:sk-lf-…" | base64 -w 0',
    origin: draft.reader.node('headers')?.origin ?? draft.choice.origin,
  });
}
