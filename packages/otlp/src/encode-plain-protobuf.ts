import { createAttributeWriter } from './attribute-writer.ts';
import { groupByOrigin } from './group-by-origin.ts';
import { carriedNumber, LOG_FLAGS, SPAN_FLAGS, SPAN_KINDS } from './plain-on-the-wire.ts';
import type { PlainAttribute, PlainLogRecord, PlainOrigin, PlainSpan } from './plain.ts';
import { endDelimited, startDelimited, writeBigVarint, writeTag, writeText, writeVarint } from './protobuf-writer.ts';
import { createSink, finishSink, reserve } from './sink.ts';
import type { Sink } from './sink.ts';

/** ExportTraceServiceRequest. Field numbers: opentelemetry/proto/trace/v1/trace.proto. */
export function spansToProtobuf(spans: readonly PlainSpan[]): Uint8Array {
  return writeRequest(spans, (sink) => {
    const writeAttributes = createAttributeWriter(sink, (name, value) => writeAttribute(sink, 9, name, value));
    return (span) => {
      writeId(sink, 1, span.traceId, 16);
      writeId(sink, 2, span.spanId, 8);
      if (span.parentSpanId !== undefined) writeId(sink, 4, span.parentSpanId, 8);
      writeTextField(sink, 5, span.name);
      writeNumberField(sink, 6, SPAN_KINDS[span.kind]);
      writeTime(sink, 7, span.startUnixMicros);
      writeTime(sink, 8, span.endUnixMicros);
      writeAttributes(span.attributes);
      writeStatus(sink, span.status);
      writeFixed32(sink, 16, SPAN_FLAGS);
    };
  });
}

/** ExportLogsServiceRequest. Field numbers: opentelemetry/proto/logs/v1/logs.proto. */
export function logRecordsToProtobuf(records: readonly PlainLogRecord[]): Uint8Array {
  return writeRequest(records, (sink) => {
    const writeAttributes = createAttributeWriter(sink, (name, value) => writeAttribute(sink, 6, name, value));
    return (record) => {
      writeTime(sink, 1, record.timeUnixMicros);
      writeNumberField(sink, 2, record.severityNumber);
      writeTextField(sink, 3, record.severityText);
      writeAttributes(record.attributes);
      writeFixed32(sink, 8, LOG_FLAGS);
      writeId(sink, 9, record.traceId, 16);
      writeId(sink, 10, record.spanId, 8);
      writeTime(sink, 11, record.timeUnixMicros);
      writeTextField(sink, 12, record.eventName);
    };
  });
}

/** Room for a batch of the usual size. */
const FIRST_SIZE = 256 * 1024;
/** Lengths up to 2 MiB; for those of single spans and records up to 16 KiB. */
const GROUP_LENGTH = 3;
const ITEM_LENGTH = 2;

/** Both requests have the same frame: resources in field 1 and, in each, scopes and in these items in field 2. */
function writeRequest<Item extends PlainOrigin>(
  items: readonly Item[],
  createWriter: (sink: Sink) => (item: Item) => void,
): Uint8Array {
  const sink = createSink(FIRST_SIZE);
  const writeItem = createWriter(sink);
  for (const { resource, scopes } of groupByOrigin(items)) {
    writeTag(sink, 1, 2);
    const resourceStart = startDelimited(sink, GROUP_LENGTH);
    writeResource(sink, resource);
    for (const { scope, items: own } of scopes) {
      writeTag(sink, 2, 2);
      const scopeStart = startDelimited(sink, GROUP_LENGTH);
      writeScope(sink, scope);
      for (const item of own) {
        writeTag(sink, 2, 2);
        const start = startDelimited(sink, ITEM_LENGTH);
        writeItem(item);
        endDelimited(sink, start, ITEM_LENGTH);
      }
      endDelimited(sink, scopeStart, GROUP_LENGTH);
    }
    endDelimited(sink, resourceStart, GROUP_LENGTH);
  }
  return finishSink(sink);
}

function writeResource(sink: Sink, resource: PlainOrigin['resource']): void {
  writeTag(sink, 1, 2);
  const start = startDelimited(sink);
  createAttributeWriter(sink, (name, value) => writeAttribute(sink, 1, name, value))(resource);
  endDelimited(sink, start);
}

function writeScope(sink: Sink, { name, version }: PlainOrigin['scope']): void {
  writeTag(sink, 1, 2);
  const start = startDelimited(sink);
  writeTextField(sink, 1, name);
  writeTextField(sink, 2, version);
  endDelimited(sink, start);
}

function writeStatus(sink: Sink, { code, message = '' }: PlainSpan['status']): void {
  writeTag(sink, 15, 2);
  const start = startDelimited(sink);
  writeTextField(sink, 2, message);
  writeNumberField(sink, 3, code);
  endDelimited(sink, start);
}

function writeAttribute(sink: Sink, field: number, name: string, value: PlainAttribute): void {
  writeTag(sink, field, 2);
  const start = startDelimited(sink);
  writeTag(sink, 1, 2);
  writeText(sink, name);
  writeTag(sink, 2, 2);
  const valueStart = startDelimited(sink);
  writeValue(sink, value);
  endDelimited(sink, valueStart);
  endDelimited(sink, start);
}

/** The fields of AnyValue, in which the default of a type is written: what is absent has no type. */
function writeValue(sink: Sink, value: PlainAttribute): void {
  if (typeof value === 'string') {
    writeTag(sink, 1, 2);
    writeText(sink, value);
  } else if (typeof value === 'boolean') {
    writeTag(sink, 2, 0);
    writeVarint(sink, value ? 1 : 0);
  } else if (typeof value === 'number') {
    const carried = carriedNumber(value);
    if (typeof carried === 'string') writeValue(sink, carried);
    else writeNumber(sink, carried);
  } else {
    writeTag(sink, 5, 2);
    const start = startDelimited(sink);
    for (const text of value) {
      writeTag(sink, 1, 2);
      const textStart = startDelimited(sink);
      writeValue(sink, text);
      endDelimited(sink, textStart);
    }
    endDelimited(sink, start);
  }
}

function writeNumber(sink: Sink, value: number): void {
  if (!Number.isInteger(value)) {
    writeTag(sink, 4, 1);
    const start = reserve(sink, 8);
    sink.bytes.writeDoubleLE(value, start);
    return;
  }
  writeTag(sink, 3, 0);
  if (value >= 0 && Number.isSafeInteger(value)) writeVarint(sink, value);
  else writeBigVarint(sink, BigInt(value));
}

function writeTextField(sink: Sink, field: number, text: string): void {
  if (text === '') return;
  writeTag(sink, field, 2);
  writeText(sink, text);
}

function writeNumberField(sink: Sink, field: number, value: number): void {
  if (value === 0) return;
  writeTag(sink, field, 0);
  writeVarint(sink, value);
}

function writeFixed32(sink: Sink, field: number, value: number): void {
  writeTag(sink, field, 5);
  const start = reserve(sink, 4);
  sink.bytes.writeUInt32LE(value, start);
}

/** Nanoseconds, which no number holds, in two halves. */
function writeTime(sink: Sink, field: number, unixMicros: number): void {
  if (!Number.isSafeInteger(unixMicros) || unixMicros < 0) {
    throw new RangeError(`not a time in Unix microseconds: ${unixMicros}`);
  }
  if (unixMicros === 0) return;
  writeTag(sink, field, 1);
  const start = reserve(sink, 8);
  const low = (unixMicros % HALF) * 1000;
  const high = Math.floor(unixMicros / HALF) * 1000 + Math.floor(low / HALF);
  sink.bytes.writeUInt32LE(low % HALF, start);
  sink.bytes.writeUInt32LE(high, start + 4);
}

const HALF = 2 ** 32;

/** An id from its hex digits. */
function writeId(sink: Sink, field: number, id: string, size: number): void {
  writeTag(sink, field, 2);
  const start = reserve(sink, size + 1);
  const { bytes } = sink;
  bytes[start] = size;
  let wrong = id.length ^ (size * 2);
  for (let index = 0; index < size; index += 1) {
    const high = DIGITS[id.charCodeAt(index * 2)] ?? NO_DIGIT;
    const low = DIGITS[id.charCodeAt(index * 2 + 1)] ?? NO_DIGIT;
    wrong |= (high | low) & NO_DIGIT;
    bytes[start + 1 + index] = (high << 4) | low;
  }
  if (wrong !== 0) throw new RangeError(`not an id of ${size} bytes in lower-case hex`);
}

const NO_DIGIT = 0x80;

/** By character code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit === -1 ? NO_DIGIT : digit;
});
