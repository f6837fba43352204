import type { ForeignEvent } from './read-result.ts';

/**
 * The events without the first of each pair of `response.completed` of one request: the real Codex reports the end of
 * a stream once as progress and once with the usage. The one with the usage stays, with the progress record's wait.
 * Where there is no usage the other stays: it is then all that is known of the end.
 */
export function withoutRepeatedEnds(events: readonly ForeignEvent[]): readonly ForeignEvent[] {
  const priced = new Set(events.filter((foreign) => hasUsage(foreign)).map((foreign) => requestIdOf(foreign)));
  const waits = new Map<string | undefined, number>();
  return events.flatMap((foreign): ForeignEvent[] => {
    const requestId = requestIdOf(foreign);
    if (foreign.event.name !== 'sse_event' || !isEnd(foreign) || !priced.has(requestId)) return [foreign];
    const { attributes } = foreign.event;
    if (!hasUsage(foreign)) {
      if (attributes.duration_ms !== undefined) waits.set(requestId, attributes.duration_ms);
      return [];
    }
    const wait = waits.get(requestId);
    if (wait === undefined || attributes.duration_ms !== undefined) return [foreign];
    return [{ ...foreign, event: { ...foreign.event, attributes: { ...attributes, duration_ms: wait } } }];
  });
}

function isEnd({ event }: ForeignEvent): boolean {
  return event.name === 'sse_event' && event.attributes['event.kind'] === 'response.completed';
}

function hasUsage(foreign: ForeignEvent): boolean {
  const { event } = foreign;
  return event.name === 'sse_event' && isEnd(foreign) && event.attributes.input_token_count !== undefined;
}

function requestIdOf({ event }: ForeignEvent): string | undefined {
  return event.name === 'sse_event' ? event.attributes['request.id'] : undefined;
}
