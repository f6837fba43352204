import { mapSpan } from '@codex-langfuse/langfuse';
import type { Observation } from '@codex-langfuse/langfuse';
import { validateSpan } from '@codex-langfuse/otlp';
import type { TraceRequest } from '@codex-langfuse/otlp';
import type { Store } from '../store/store.ts';
import { createRejections } from './rejections.ts';
import type { Taken } from './rejections.ts';

/** Maps and stores the spans of a request in one transaction; a bad span is refused alone. */
export function takeSpans(request: TraceRequest, store: Store): Taken {
  const observations: Observation[] = [];
  const rejections = createRejections();
  for (const { resource, scopeSpans } of request.resourceSpans) {
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) {
        const fault = validateSpan(span);
        if (fault === null) observations.push(mapSpan(span, resource, scope));
        else rejections.add(`span "${span.name.slice(0, 80)}": ${fault}`);
      }
    }
  }
  if (observations.length > 0) store.putObservations(observations);
  return rejections.taken(observations.length);
}
