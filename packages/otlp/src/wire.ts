/**
 * Decoded OTLP requests in OTLP/JSON's canonical form: lowerCamelCase fields, ids as lower-case hex, 64-bit integers
 * as decimal strings, enums as numbers. Both encodings decode to these types, so that nothing behind the decoder
 * knows which one arrived.
 *
 * Source: opentelemetry-proto 1.x (`trace.proto`, `logs.proto`, `metrics.proto`, `common.proto`) and the OTLP/JSON
 * section of the OTLP specification.
 */

/** A protobuf 64-bit integer as decimal text, as OTLP/JSON writes it. */
export type Int64String = string;

/** Exactly one member is present; `{}` is OTLP's empty value. Bytes are base64. */
export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: Int64String;
  /** OTLP/JSON writes non-finite numbers as the strings "NaN", "Infinity" and "-Infinity". */
  readonly doubleValue?: number | 'NaN' | 'Infinity' | '-Infinity';
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values: readonly KeyValue[] };
  readonly bytesValue?: string;
}

/** Keys may repeat in what real agents send; the order on the wire is kept. */
export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export interface WireResource {
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount?: number;
}

export interface WireScope {
  readonly name: string;
  readonly version?: string;
  readonly attributes: readonly KeyValue[];
}

/** 0 unset, 1 ok, 2 error. */
export type StatusCode = 0 | 1 | 2;

export interface WireSpan {
  /** 32 lower-case hex digits; `""` where the sender left it out. */
  readonly traceId: string;
  /** 16 lower-case hex digits; `""` where the sender left it out. */
  readonly spanId: string;
  /** `""` for a root. */
  readonly parentSpanId: string;
  readonly traceState?: string;
  readonly flags?: number;
  readonly name: string;
  /** SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startTimeUnixNano: Int64String;
  readonly endTimeUnixNano: Int64String;
  readonly attributes: readonly KeyValue[];
  readonly events: readonly WireSpanEvent[];
  readonly links: readonly WireSpanLink[];
  readonly status: { readonly code: StatusCode; readonly message?: string };
}

export interface WireSpanEvent {
  readonly timeUnixNano: Int64String;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
}

export interface WireSpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: readonly KeyValue[];
}

export interface ScopeSpans {
  readonly scope: WireScope;
  readonly spans: readonly WireSpan[];
}

export interface ResourceSpans {
  readonly resource: WireResource;
  readonly scopeSpans: readonly ScopeSpans[];
}

/** ExportTraceServiceRequest. */
export interface TraceRequest {
  readonly resourceSpans: readonly ResourceSpans[];
}

export interface WireLogRecord {
  /** `"0"` where the sender set only the observed time, as the real Codex does. */
  readonly timeUnixNano: Int64String;
  readonly observedTimeUnixNano: Int64String;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body?: AnyValue;
  readonly attributes: readonly KeyValue[];
  readonly traceId: string;
  readonly spanId: string;
  readonly flags?: number;
  readonly eventName: string;
}

export interface ScopeLogs {
  readonly scope: WireScope;
  readonly logRecords: readonly WireLogRecord[];
}

export interface ResourceLogs {
  readonly resource: WireResource;
  readonly scopeLogs: readonly ScopeLogs[];
}

/** ExportLogsServiceRequest. */
export interface LogsRequest {
  readonly resourceLogs: readonly ResourceLogs[];
}

/** 0 unspecified, 1 delta, 2 cumulative. */
export type AggregationTemporality = 0 | 1 | 2;

export interface WireNumberPoint {
  readonly attributes: readonly KeyValue[];
  readonly startTimeUnixNano: Int64String;
  readonly timeUnixNano: Int64String;
  readonly asInt?: Int64String;
  readonly asDouble?: number;
}

export interface WireHistogramPoint {
  readonly attributes: readonly KeyValue[];
  readonly startTimeUnixNano: Int64String;
  readonly timeUnixNano: Int64String;
  readonly count: Int64String;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts: readonly Int64String[];
  readonly explicitBounds: readonly number[];
}

export interface WireMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly sum?: {
    readonly dataPoints: readonly WireNumberPoint[];
    readonly aggregationTemporality: AggregationTemporality;
    readonly isMonotonic: boolean;
  };
  readonly gauge?: { readonly dataPoints: readonly WireNumberPoint[] };
  readonly histogram?: {
    readonly dataPoints: readonly WireHistogramPoint[];
    readonly aggregationTemporality: AggregationTemporality;
  };
}

export interface ScopeMetrics {
  readonly scope: WireScope;
  readonly metrics: readonly WireMetric[];
}

export interface ResourceMetrics {
  readonly resource: WireResource;
  readonly scopeMetrics: readonly ScopeMetrics[];
}

/** ExportMetricsServiceRequest. */
export interface MetricsRequest {
  readonly resourceMetrics: readonly ResourceMetrics[];
}

export type Signal = 'traces' | 'logs' | 'metrics';

export interface SignalRequests {
  readonly traces: TraceRequest;
  readonly logs: LogsRequest;
  readonly metrics: MetricsRequest;
}

/** The two encodings of OTLP over HTTP. */
export type Encoding = 'protobuf' | 'json';

/** What a receiver answers: `rejected` items of the request were refused, the rest is stored. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** Decoding outside input has an expected failure; it never throws. */
export type DecodeResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** One sentence that names the place, for instance `resourceSpans[0].scopeSpans[2].spans[1].traceId`. */
      readonly message: string;
    };
