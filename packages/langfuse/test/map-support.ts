import { readFileSync } from 'node:fs';
import { decodeTraceRequest, type KeyValue, type WireScope, type WireSpan } from '@codex-langfuse/otlp';
import { mapSpan, type MapSpanOptions, type Observation } from '@codex-langfuse/langfuse';

export interface MappingCase {
  readonly case: string;
  /** An OTLP/JSON request. */
  readonly request: unknown;
  /** What Langfuse 4.16 stored, one row per span; absent means null. */
  readonly expected: readonly Readonly<Record<string, unknown>>[];
}

export function readCases(name: string): MappingCase[] {
  const text = readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
  if (name.endsWith('.json')) return [JSON.parse(text) as MappingCase];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MappingCase);
}

export function mapCase({ request }: MappingCase, options: MapSpanOptions = {}): Observation[] {
  const decoded = decodeTraceRequest(Buffer.from(JSON.stringify(request)), 'json');
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.value.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => mapSpan(span, resource, scope, options))),
  );
}

/** A span with every field of the decoded form. */
export function wireSpan(fields: Partial<WireSpan>): WireSpan {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '',
    name: 'step',
    kind: 1,
    startTimeUnixNano: '1795448320281190375',
    endTimeUnixNano: '1795448323442000000',
    attributes: [],
    events: [],
    links: [],
    ...fields,
    status: { ...fields.status, code: fields.status?.code ?? 0 },
  };
}

export type PlainValue = string | number | boolean | readonly PlainValue[];

export function keyValues(attributes: Readonly<Record<string, PlainValue>>): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** Maps one span that has these attributes. */
export function mapAttributes(
  attributes: Readonly<Record<string, PlainValue>>,
  more: {
    span?: Partial<WireSpan>;
    resource?: Readonly<Record<string, PlainValue>>;
    scope?: Partial<WireScope>;
    options?: MapSpanOptions;
  } = {},
): Observation {
  return mapSpan(
    wireSpan({ attributes: keyValues(attributes), ...more.span }),
    { attributes: keyValues(more.resource ?? {}) },
    { name: 'test', attributes: [], ...more.scope },
    more.options,
  );
}

function anyValue(value: PlainValue): KeyValue['value'] {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map(anyValue) } };
}
