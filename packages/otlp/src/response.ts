import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { int64 } from './int64-scalars.ts';
import { text } from './scalars.ts';
import { always, defineMessage, optionalNested } from './schema.ts';
import type { MessageSchema } from './schema.ts';
import type { DecodeResult, Encoding, PartialSuccess, Signal } from './wire.ts';

/**
 * Encodes the answer to an export request (`ExportTraceServiceResponse` and its siblings). Without `partialSuccess`
 * it says that everything was accepted.
 */
export function encodeResponse(signal: Signal, encoding: Encoding, partialSuccess?: PartialSuccess | null): Uint8Array {
  const response: ExportResponse =
    partialSuccess === undefined || partialSuccess === null
      ? {}
      : {
          partialSuccess: {
            [rejectedNames[signal]]: String(partialSuccess.rejected),
            errorMessage: partialSuccess.message,
          },
        };
  return encodeMessage(responses[signal], response, encoding);
}

/**
 * Reads a server's answer. `null` means that everything was accepted; `rejected: 0` with a message is a warning.
 * Fails for what is no such message, for instance a proxy's HTML page; whether that matters beside a 2xx status is
 * the caller's rule.
 */
export function decodeResponse(
  signal: Signal,
  encoding: Encoding,
  body: Uint8Array,
): DecodeResult<PartialSuccess | null> {
  // Some servers answer JSON requests with no body at all.
  if (body.byteLength === 0) return { ok: true, value: null };
  const decoded = decodeMessage(responses[signal], body, encoding);
  if (!decoded.ok) return decoded;
  const partialSuccess = decoded.value.partialSuccess ?? {};
  const rejected = Math.max(0, Number(partialSuccess[rejectedNames[signal]] ?? 0));
  const message = partialSuccess['errorMessage'] ?? '';
  return { ok: true, value: rejected === 0 && message === '' ? null : { rejected, message } };
}

/** The three messages differ in the name of one field. */
interface ExportResponse {
  readonly partialSuccess?: Readonly<Record<string, string>>;
}

const rejectedNames: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

const responses: Readonly<Record<Signal, MessageSchema<ExportResponse>>> = {
  traces: responseSchema(rejectedNames.traces),
  logs: responseSchema(rejectedNames.logs),
  metrics: responseSchema(rejectedNames.metrics),
};

function responseSchema(rejectedName: string): MessageSchema<ExportResponse> {
  const partialSuccess = defineMessage<Readonly<Record<string, string>>>({
    [rejectedName]: always(1, int64),
    errorMessage: always(2, text),
  });
  return defineMessage<ExportResponse>({ partialSuccess: optionalNested(1, () => partialSuccess) });
}
