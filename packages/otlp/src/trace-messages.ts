import { keyValue, resource, scope } from './common-messages.ts';
import { closedEnumeration, openEnumeration } from './enumeration.ts';
import { identifier } from './identifier.ts';
import { nanoTime } from './int64-scalars.ts';
import { fixed32, text } from './scalars.ts';
import { always, defineMessage, nested, repeated, unlessDefault } from './schema.ts';
import type { MessageSchema } from './schema.ts';
import type {
  ResourceSpans,
  ScopeSpans,
  StatusCode,
  TraceRequest,
  WireSpan,
  WireSpanEvent,
  WireSpanLink,
} from './wire.ts';

const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'];

/** opentelemetry/proto/collector/trace/v1/trace_service.proto and opentelemetry/proto/trace/v1/trace.proto */
export const traceRequest: MessageSchema<TraceRequest> = defineMessage<TraceRequest>({
  resourceSpans: repeated(1, () => resourceSpans),
});

const resourceSpans: MessageSchema<ResourceSpans> = defineMessage<ResourceSpans>({
  resource: nested(1, () => resource),
  scopeSpans: repeated(2, () => scopeSpans),
});

const scopeSpans: MessageSchema<ScopeSpans> = defineMessage<ScopeSpans>({
  scope: nested(1, () => scope),
  spans: repeated(2, () => span),
});

const span: MessageSchema<WireSpan> = defineMessage<WireSpan>({
  traceId: always(1, identifier),
  spanId: always(2, identifier),
  parentSpanId: always(4, identifier),
  traceState: unlessDefault(3, text),
  flags: unlessDefault(16, fixed32),
  name: always(5, text),
  kind: always(6, openEnumeration(SPAN_KINDS.map((kind) => `SPAN_KIND_${kind}`))),
  startTimeUnixNano: always(7, nanoTime),
  endTimeUnixNano: always(8, nanoTime),
  attributes: repeated(9, () => keyValue),
  events: repeated(11, () => spanEvent),
  links: repeated(13, () => spanLink),
  status: nested(15, () => status),
});

const spanEvent: MessageSchema<WireSpanEvent> = defineMessage<WireSpanEvent>({
  timeUnixNano: always(1, nanoTime),
  name: always(2, text),
  attributes: repeated(3, () => keyValue),
});

const spanLink: MessageSchema<WireSpanLink> = defineMessage<WireSpanLink>({
  traceId: always(1, identifier),
  spanId: always(2, identifier),
  attributes: repeated(4, () => keyValue),
});

const status: MessageSchema<WireSpan['status']> = defineMessage<WireSpan['status']>({
  code: always(
    3,
    closedEnumeration<StatusCode>(
      STATUS_CODES.map((code) => `STATUS_CODE_${code}`),
      [0, 1, 2],
    ),
  ),
  message: unlessDefault(2, text),
});
