import type { AttributeValue, EventEnvelope } from '@codex-langfuse/events';
import { EVENTS } from '@codex-langfuse/events';
import { writing } from '../vocabulary/attributes.ts';
import type { AssembledLogRecord, ContentPolicy } from './assembled-turn.ts';
import { capText } from './cap-json.ts';
import { mayLeave, type ContentKind } from './captured.ts';
import { requestFailed, streamFailed } from './group-events.ts';
import { present, provenance } from './span-factory.ts';
import { spanIdentity } from './span-identity.ts';
import { timestampOf } from './timestamp.ts';
import type { TurnFrame } from './turn-frame.ts';

/** One log record per event, under Codex's own names, with the ids of the event's span. */
export function logRecords(turn: TurnFrame, spanKeys: readonly string[], policy: ContentPolicy): AssembledLogRecord[] {
  return turn.events.map((event, index) => {
    const eventName = `codex.${event.name}`;
    const uid = `${event.writer}-${event.sequence}`;
    const severity = severityOf(event);
    return {
      uid,
      eventName,
      timeUnixMicros: event.timeUnixMicros,
      severityNumber: severityNumbers[severity],
      severityText: severity,
      ...spanIdentity(turn, spanKeys[index] ?? ''),
      attributes: present({
        [writing.eventName]: eventName,
        [writing.eventTimestamp]: timestampOf(event),
        [writing.logRecordUid]: uid,
        ...event.context.common,
        [writing.turnId]: event.turnId,
        ...parentAttributes(event),
        ...eventAttributes(event, policy),
      }),
      sources: [event.sequence],
      ...provenance(event.context),
    };
  });
}

const severityNumbers = { INFO: 9, WARN: 13, ERROR: 17 } as const;

function severityOf(event: EventEnvelope): keyof typeof severityNumbers {
  switch (event.name) {
    case 'api_request':
      return requestFailed(event) ? 'ERROR' : 'INFO';
    case 'sse_event':
      return streamFailed(event.attributes) ? 'ERROR' : 'INFO';
    case 'tool_decision':
      return event.attributes.decision.startsWith('approved') ? 'INFO' : 'WARN';
    case 'tool_result':
      if (event.attributes.success) return 'INFO';
      return event.attributes['error.message'] === 'denied' ? 'WARN' : 'ERROR';
    case 'sandbox_outcome':
      return event.attributes.outcome === 'denied' ? 'ERROR' : 'WARN';
    case 'turn_ended':
      return ({ completed: 'INFO', interrupted: 'WARN', failed: 'ERROR' } as const)[event.attributes.outcome];
    default:
      return 'INFO';
  }
}

function parentAttributes({ context: { parentConversation: parent } }: EventEnvelope): Record<string, AttributeValue> {
  if (parent === undefined) return {};
  return {
    [writing.parentConversationId]: parent.conversationId,
    [writing.parentTurnId]: parent.turnId,
    [writing.parentCallId]: parent.callId,
  };
}

/** Which part of the policy rules over an attribute that holds content. */
const contentKinds: Readonly<Record<string, ContentKind>> = {
  prompt: 'prompts',
  response: 'responses',
  arguments: 'tool_arguments',
  output: 'tool_output',
};

/** Attributes outside the registry are left out: nobody has said whether they are content. */
function eventAttributes(event: EventEnvelope, policy: ContentPolicy): Record<string, AttributeValue | undefined> {
  const definitions: Readonly<Record<string, { readonly privacy: string }>> = EVENTS[event.name].attributes;
  const values = Object.entries(event.attributes).flatMap(([key, value]): [string, AttributeValue][] => {
    if (value === undefined || !Object.hasOwn(definitions, key)) return [];
    if (definitions[key]?.privacy === 'metadata') return [[key, value]];
    const kind = contentKinds[key];
    if (kind === undefined || typeof value !== 'string' || !mayLeave(kind, policy)) return [];
    return [[key, capText(value, policy.maxBytes)]];
  });
  const attributes: Record<string, AttributeValue | undefined> = Object.fromEntries(values);
  // The real Codex writes this word where it does not log prompts.
  if (event.name === 'user_prompt') attributes['prompt'] ??= '[REDACTED]';
  return attributes;
}
