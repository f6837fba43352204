import { encodeJson } from './encode-json.ts';
import { encodeProtobuf } from './encode-protobuf.ts';
import type { LooseMessage, MessageSchema } from './schema.ts';
import { requestSchemas } from './signals.ts';
import type { Encoding, LogsRequest, MetricsRequest, Signal, SignalRequests, TraceRequest } from './wire.ts';

/**
 * Encodes an OTLP export request. What it writes decodes to the same value, in both encodings.
 *
 * JSON writes invalid ids and times as they are; protobuf has no form for them and throws `RangeError`, so validate
 * first what came from outside.
 */
export function encodeRequest<Kind extends Signal>(
  signal: Kind,
  request: SignalRequests[Kind],
  encoding: Encoding,
): Uint8Array {
  return encodeMessage(requestSchemas[signal], request, encoding);
}

/** `encodeRequest` for traces. */
export function encodeTraceRequest(request: TraceRequest, encoding: Encoding): Uint8Array {
  return encodeRequest('traces', request, encoding);
}

/** `encodeRequest` for logs. */
export function encodeLogsRequest(request: LogsRequest, encoding: Encoding): Uint8Array {
  return encodeRequest('logs', request, encoding);
}

/** `encodeRequest` for metrics. */
export function encodeMetricsRequest(request: MetricsRequest, encoding: Encoding): Uint8Array {
  return encodeRequest('metrics', request, encoding);
}

/** Encodes one message of any schema; not part of the package's public face. */
export function encodeMessage<Message extends object>(
  schema: MessageSchema<Message>,
  message: Message,
  encoding: Encoding,
): Uint8Array {
  const encode = encoding === 'protobuf' ? encodeProtobuf : encodeJson;
  return encode(schema, message as LooseMessage);
}
