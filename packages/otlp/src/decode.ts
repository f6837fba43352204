import { openContext, placeOf } from './decode-context.ts';
import type { DecodeLimits } from './decode-context.ts';
import { decodeJson } from './decode-json.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import { Malformed } from './malformed.ts';
import type { MessageSchema } from './schema.ts';
import { requestSchemas } from './signals.ts';
import type {
  DecodeResult,
  Encoding,
  LogsRequest,
  MetricsRequest,
  Signal,
  SignalRequests,
  TraceRequest,
} from './wire.ts';

/**
 * Decodes the body of an OTLP export request, decompressed. Never throws for what the body holds: a body that cannot
 * be understood gives `{ ok: false }` with the place and the reason, never with content.
 *
 * Invalid ids and times do not fail the request; `validateSpan`, `validateLogRecord` and `validateMetric` find
 * them, so that a receiver can refuse one item and keep the rest (OTLP's partial success).
 */
export function decodeRequest<Kind extends Signal>(
  signal: Kind,
  body: Uint8Array,
  encoding: Encoding,
  limits: DecodeLimits = {},
): DecodeResult<SignalRequests[Kind]> {
  return decodeMessage(requestSchemas[signal], body, encoding, limits);
}

/** `decodeRequest` for traces. */
export function decodeTraceRequest(
  body: Uint8Array,
  encoding: Encoding,
  limits: DecodeLimits = {},
): DecodeResult<TraceRequest> {
  return decodeRequest('traces', body, encoding, limits);
}

/** `decodeRequest` for logs. */
export function decodeLogsRequest(
  body: Uint8Array,
  encoding: Encoding,
  limits: DecodeLimits = {},
): DecodeResult<LogsRequest> {
  return decodeRequest('logs', body, encoding, limits);
}

/** `decodeRequest` for metrics. */
export function decodeMetricsRequest(
  body: Uint8Array,
  encoding: Encoding,
  limits: DecodeLimits = {},
): DecodeResult<MetricsRequest> {
  return decodeRequest('metrics', body, encoding, limits);
}

/** Decodes one message of any schema; not part of the package's public face. */
export function decodeMessage<Message>(
  schema: MessageSchema<Message>,
  body: Uint8Array,
  encoding: Encoding,
  limits: DecodeLimits = {},
): DecodeResult<Message> {
  let path: readonly (string | number)[] = [];
  try {
    const context = openContext(body, limits);
    path = context.path;
    const decode = encoding === 'protobuf' ? decodeProtobuf : decodeJson;
    // `defineMessage` made the compiler check that this schema fills every field of Message with its type.
    return { ok: true, value: decode(schema, body, context) as Message };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, message: `${placeOf(path)}: ${error.message}` };
  }
}
