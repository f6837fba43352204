/**
 * Spans and log records as a program has them, before anything of the wire: plain attributes, and times in Unix
 * microseconds, which a number holds exactly until the year 2255.
 */

/** What OpenTelemetry allows as an attribute's value. */
export type PlainAttribute = string | number | boolean | readonly string[];

export type PlainAttributes = Readonly<Record<string, PlainAttribute>>;

/** Resource and scope: where a span or log record comes from. */
export interface PlainOrigin {
  readonly resource: PlainAttributes;
  readonly scope: { readonly name: string; readonly version: string };
}

export interface PlainSpan extends PlainOrigin {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits, as `parentSpanId`. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'internal' | 'client';
  readonly startUnixMicros: number;
  readonly endUnixMicros: number;
  readonly attributes: PlainAttributes;
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string };
}

/** Without a body: what an event has to say stands in its attributes. */
export interface PlainLogRecord extends PlainOrigin {
  readonly eventName: string;
  readonly timeUnixMicros: number;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: PlainAttributes;
}
