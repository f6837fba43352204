import { createAttributeWriter } from './attribute-writer.ts';
import { groupByOrigin } from './group-by-origin.ts';
import { carriedNumber, LOG_FLAGS, SPAN_FLAGS, SPAN_KINDS } from './plain-on-the-wire.ts';
import type { PlainAttribute, PlainAttributes, PlainLogRecord, PlainOrigin, PlainSpan } from './plain.ts';
import { createSink, finishSink, reserve } from './sink.ts';
import type { Sink } from './sink.ts';
import { writeUtf8 } from './write-text.ts';

/** ExportTraceServiceRequest as OTLP/JSON. */
export function spansToJson(spans: readonly PlainSpan[]): Uint8Array {
  return writeRequest(spans, SPAN_NAMES, (sink) => {
    const writeAttributes = createListWriter(sink);
    return (span) => {
      writeUtf8(sink, '{"traceId":');
      writeQuoted(sink, span.traceId);
      writeUtf8(sink, ',"spanId":');
      writeQuoted(sink, span.spanId);
      if (span.parentSpanId !== undefined) {
        writeUtf8(sink, ',"parentSpanId":');
        writeQuoted(sink, span.parentSpanId);
      }
      writeUtf8(sink, ',"name":');
      writeQuoted(sink, span.name);
      writeUtf8(sink, `,"kind":${SPAN_KINDS[span.kind]},"startTimeUnixNano":"`);
      writeUtf8(sink, nanos(span.startUnixMicros));
      writeUtf8(sink, '","endTimeUnixNano":"');
      writeUtf8(sink, nanos(span.endUnixMicros));
      writeUtf8(sink, '","attributes":[');
      writeAttributes(span.attributes);
      writeUtf8(sink, `],"status":{"code":${span.status.code}`);
      if (span.status.message !== undefined) {
        writeUtf8(sink, ',"message":');
        writeQuoted(sink, span.status.message);
      }
      writeUtf8(sink, `},"flags":${SPAN_FLAGS}}`);
    };
  });
}

/** ExportLogsServiceRequest as OTLP/JSON. */
export function logRecordsToJson(records: readonly PlainLogRecord[]): Uint8Array {
  return writeRequest(records, LOG_NAMES, (sink) => {
    const writeAttributes = createListWriter(sink);
    return (record) => {
      const time = nanos(record.timeUnixMicros);
      writeUtf8(sink, '{"timeUnixNano":"');
      writeUtf8(sink, time);
      writeUtf8(sink, '","observedTimeUnixNano":"');
      writeUtf8(sink, time);
      writeUtf8(sink, `","severityNumber":${record.severityNumber},"severityText":`);
      writeQuoted(sink, record.severityText);
      writeUtf8(sink, ',"eventName":');
      writeQuoted(sink, record.eventName);
      writeUtf8(sink, ',"attributes":[');
      writeAttributes(record.attributes);
      writeUtf8(sink, `],"flags":${LOG_FLAGS},"traceId":`);
      writeQuoted(sink, record.traceId);
      writeUtf8(sink, ',"spanId":');
      writeQuoted(sink, record.spanId);
      writeUtf8(sink, '}');
    };
  });
}

interface FrameNames {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
}

const SPAN_NAMES: FrameNames = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' };
const LOG_NAMES: FrameNames = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' };

/** Room for a batch of the usual size. */
const FIRST_SIZE = 512 * 1024;

/** The frame of both requests. */
function writeRequest<Item extends PlainOrigin>(
  items: readonly Item[],
  names: FrameNames,
  createWriter: (sink: Sink) => (item: Item) => void,
): Uint8Array {
  const sink = createSink(FIRST_SIZE);
  const writeItem = createWriter(sink);
  writeUtf8(sink, `{"${names.resources}":`);
  writeList(sink, groupByOrigin(items), ({ resource, scopes }) => {
    writeUtf8(sink, '{"resource":{"attributes":[');
    createListWriter(sink)(resource);
    writeUtf8(sink, `]},"${names.scopes}":`);
    writeList(sink, scopes, ({ scope, items: own }) => {
      writeUtf8(sink, '{"scope":{"name":');
      writeQuoted(sink, scope.name);
      writeUtf8(sink, ',"version":');
      writeQuoted(sink, scope.version);
      writeUtf8(sink, `},"${names.items}":`);
      writeList(sink, own, writeItem);
      writeUtf8(sink, '}');
    });
    writeUtf8(sink, '}');
  });
  writeUtf8(sink, '}');
  return finishSink(sink);
}

function writeList<Entry>(sink: Sink, entries: readonly Entry[], write: (entry: Entry) => void): void {
  writeUtf8(sink, '[');
  let isFirst = true;
  for (const entry of entries) {
    if (!isFirst) writeUtf8(sink, ',');
    isFirst = false;
    write(entry);
  }
  writeUtf8(sink, ']');
}

/** Attributes with a comma after each but the last. */
function createListWriter(sink: Sink): (attributes: PlainAttributes) => void {
  const writeAll = createAttributeWriter(sink, (name, value) => {
    writeUtf8(sink, '{"key":');
    writeQuoted(sink, name);
    writeUtf8(sink, ',"value":');
    writeValue(sink, value);
    writeUtf8(sink, '},');
  });
  return (attributes) => {
    const start = sink.position;
    writeAll(attributes);
    if (sink.position > start) sink.position -= 1;
  };
}

/** AnyValue; integers are decimal text, as OTLP/JSON wants all 64-bit integers. */
function writeValue(sink: Sink, value: PlainAttribute): void {
  if (typeof value === 'string') {
    writeUtf8(sink, '{"stringValue":');
    writeQuoted(sink, value);
    writeUtf8(sink, '}');
  } else if (typeof value === 'boolean') {
    writeUtf8(sink, `{"boolValue":${value}}`);
  } else if (typeof value === 'number') {
    const carried = carriedNumber(value);
    if (typeof carried === 'string') writeValue(sink, carried);
    else
      writeUtf8(sink, Number.isInteger(carried) ? `{"intValue":"${BigInt(carried)}"}` : `{"doubleValue":${carried}}`);
  } else {
    writeUtf8(sink, '{"arrayValue":{"values":');
    writeList(sink, value, (text) => writeValue(sink, text));
    writeUtf8(sink, '}}');
  }
}

function nanos(unixMicros: number): string {
  return unixMicros === 0 ? '0' : `${unixMicros}000`;
}

/** Text up to this length is first tried letter by letter; most of it needs no escape. */
const SHORT_TEXT = 64;

/** A JSON string. A lone surrogate has no form in UTF-8 and becomes U+FFFD, as in protobuf. */
function writeQuoted(sink: Sink, text: string): void {
  if (text.length <= SHORT_TEXT && writePlainQuoted(sink, text)) return;
  writeUtf8(sink, JSON.stringify(text.toWellFormed()));
}

/** Only if it is ASCII and nothing in it must be escaped. */
function writePlainQuoted(sink: Sink, text: string): boolean {
  const { length } = text;
  const start = reserve(sink, length + 2);
  const { bytes } = sink;
  bytes[start] = QUOTE;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
      sink.position = start;
      return false;
    }
    bytes[start + 1 + index] = code;
  }
  bytes[start + 1 + length] = QUOTE;
  return true;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
