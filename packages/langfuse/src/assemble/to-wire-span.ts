import { toKeyValues } from '@codex-langfuse/otlp';
import type { WireResource, WireScope, WireSpan } from '@codex-langfuse/otlp';
import type { AssembledSpan } from './assembled-turn.ts';

/** A span as it stands in a decoded OTLP request, with what stands around it there. */
export interface PlacedSpan {
  readonly span: WireSpan;
  readonly resource: WireResource;
  readonly scope: WireScope;
}

/** What a receiver decodes of an assembled span, without the way over the wire: for whoever assembles and maps at once. */
export function toWireSpan(assembled: AssembledSpan): PlacedSpan {
  const { traceId, spanId, parentSpanId = '', name, kind, status } = assembled;
  return {
    span: {
      traceId,
      spanId,
      parentSpanId,
      name,
      kind: kind === 'client' ? 3 : 1,
      startTimeUnixNano: `${assembled.startUnixMicros}000`,
      endTimeUnixNano: `${assembled.endUnixMicros}000`,
      attributes: toKeyValues(assembled.attributes),
      events: [],
      links: [],
      status,
    },
    resource: { attributes: toKeyValues(assembled.resource) },
    scope: { ...assembled.scope, attributes: [] },
  };
}
