import type { EventSink } from '@codex-langfuse/events';

/** Hands every event to each sink, in order. */
export function combineSinks(...sinks: readonly EventSink[]): EventSink {
  return {
    record(event) {
      for (const sink of sinks) sink.record(event);
    },
  };
}
