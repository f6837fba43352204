import { createHash } from 'node:crypto';
import type { ConversationItem } from '../agent-event.ts';
import type { ContentReference, EventEnvelope } from '../event-envelope.ts';

/**
 * Gives the end of each stream the items that the model produced there, as far as other events tell: the answer's text
 * and the calls it asked for. Items are referred to by hash, as in a journal.
 */
export function attachAnswers(events: readonly EventEnvelope[]): {
  readonly events: readonly EventEnvelope[];
  readonly content: ReadonlyMap<ContentReference, string>;
} {
  const content = new Map<ContentReference, string>();
  const references = new Map<string, ContentReference[]>();
  for (const event of events) {
    const produced = producedItem(event);
    if (produced === undefined) continue;
    const text = JSON.stringify(produced.item);
    const reference = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    content.set(reference, text);
    references.set(produced.requestId, [...(references.get(produced.requestId) ?? []), reference]);
  }
  return { events: events.map((event) => withOutput(event, references)), content };
}

function producedItem(event: EventEnvelope): { requestId: string; item: ConversationItem } | undefined {
  if (event.name === 'agent_response') {
    const { 'request.id': requestId, response } = event.attributes;
    if (requestId === undefined || response === undefined) return undefined;
    return {
      requestId,
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: response }] },
    };
  }
  if (event.name !== 'tool_result') return undefined;
  const { 'request.id': requestId, tool_name: name, call_id: callId, arguments: given } = event.attributes;
  if (requestId === undefined || given === undefined) return undefined;
  return { requestId, item: { type: 'function_call', name, call_id: callId, arguments: given } };
}

function withOutput(event: EventEnvelope, references: ReadonlyMap<string, readonly ContentReference[]>): EventEnvelope {
  if (event.name !== 'sse_event' || event.attributes['event.kind'] !== 'response.completed') return event;
  const output = references.get(event.attributes['request.id']);
  return output === undefined ? event : { ...event, items: { output } };
}
