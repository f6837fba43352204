/**
 * What a decoded OTLP log record looks like, as far as the readers look at it. Both the canonical form of OTLP/JSON
 * (64-bit integers as text) and what `JSON.parse` makes of a request are of this shape. Nothing is trusted: whatever
 * is not as declared counts as absent.
 */
export interface ForeignLogRecord {
  /** Decimal text; `"0"` where the sender set only the observed time, as the real Codex does. */
  readonly timeUnixNano?: string | number;
  readonly observedTimeUnixNano?: string | number;
  readonly body?: ForeignValue | null;
  readonly attributes?: readonly ForeignKeyValue[];
  readonly eventName?: string;
}

export interface ForeignKeyValue {
  readonly key: string;
  readonly value: ForeignValue;
}

/** OTLP's AnyValue; `{}` is its empty value. */
export interface ForeignValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values: readonly ForeignValue[] };
  readonly kvlistValue?: { readonly values: readonly ForeignKeyValue[] };
  readonly bytesValue?: string;
}

export interface ForeignResource {
  readonly attributes: readonly ForeignKeyValue[];
}

export interface ForeignScope {
  readonly name: string;
}
