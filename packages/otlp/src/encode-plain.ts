import { logRecordsToJson, spansToJson } from './encode-plain-json.ts';
import { logRecordsToProtobuf, spansToProtobuf } from './encode-plain-protobuf.ts';
import type { PlainLogRecord, PlainSpan } from './plain.ts';
import type { Encoding } from './wire.ts';

/**
 * An export request with these spans, one group for each distinct resource and scope. Three things that one of the
 * encodings would lose are written as text: numbers that are not finite, integers beyond 64 bits, and lone surrogates,
 * which become U+FFFD. For an id or time that it cannot hold protobuf throws `RangeError`; JSON writes it as it is.
 */
export function encodeSpans(spans: readonly PlainSpan[], encoding: Encoding): Uint8Array {
  return encoding === 'protobuf' ? spansToProtobuf(spans) : spansToJson(spans);
}

/** `encodeSpans` for log records. */
export function encodeLogRecords(records: readonly PlainLogRecord[], encoding: Encoding): Uint8Array {
  return encoding === 'protobuf' ? logRecordsToProtobuf(records) : logRecordsToJson(records);
}
