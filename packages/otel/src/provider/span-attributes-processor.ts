import type { Attributes } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { OtelConfig } from '@codex-langfuse/config';
import { writing } from '@codex-langfuse/langfuse';

/** Puts on every span what the configuration wants there; what the program sets itself afterwards wins. */
export function createSpanAttributesProcessor({ spanAttributes, user, tags }: OtelConfig): SpanProcessor {
  const userId = user.id ?? user.email;
  const attributes: Attributes = {
    ...(userId !== undefined && { [writing.userId]: userId }),
    ...(tags.length > 0 && { [writing.traceTags]: [...tags] }),
    ...spanAttributes,
  };
  return {
    onStart: (span) => void span.setAttributes(attributes),
    onEnd: () => undefined,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
}
