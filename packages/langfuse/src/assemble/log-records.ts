import type { AttributeValue, EventEnvelope } from '@codex-langfuse/events';
import { writing } from '../vocabulary/attributes.ts';
import type { AssembledLogRecord, ContentPolicy } from './assembled-turn.ts';
import { addEventAttributes } from './event-attributes.ts';
import { requestFailed, streamFailed } from './group-events.ts';
import { isInterruption } from './interruption.ts';
import { provenance } from './span-factory.ts';
import { timestampOf } from './timestamp.ts';
import type { TurnFrame } from './turn-frame.ts';

/**
 * One log record per event, under Codex's own names, with the ids of the event's span. None while it is open to which
 * turn the events will belong: their ids would change.
 */
export function logRecords(turn: TurnFrame, spanKeys: readonly string[], policy: ContentPolicy): AssembledLogRecord[] {
  if (!turn.idsAreKnown) return [];
  return turn.events.map((event, index) => {
    const eventName = `codex.${event.name}`;
    const uid = `${event.writer}-${event.sequence}`;
    const severity = severityOf(event);
    const { traceId, spanId } = turn.identityOf(spanKeys[index] ?? '');
    const { resource, scope } = provenance(event.context);
    return {
      uid,
      eventName,
      timeUnixMicros: event.timeUnixMicros,
      severityNumber: severityNumbers[severity],
      severityText: severity,
      traceId,
      spanId,
      attributes: recordAttributes(event, eventName, uid, policy),
      sources: [event.sequence],
      resource,
      scope,
    };
  });
}

function recordAttributes(
  event: EventEnvelope,
  eventName: string,
  uid: string,
  policy: ContentPolicy,
): Readonly<Record<string, AttributeValue>> {
  const attributes: Record<string, AttributeValue> = {
    [writing.eventName]: eventName,
    [writing.eventTimestamp]: timestampOf(event),
    [writing.logRecordUid]: uid,
    ...event.context.common,
  };
  if (event.turnId !== undefined) attributes[writing.turnId] = event.turnId;
  addParent(attributes, event);
  // The real Codex writes this word where it does not log prompts.
  if (event.name === 'user_prompt') attributes['prompt'] = '[REDACTED]';
  addEventAttributes(attributes, event, policy);
  return attributes;
}

const severityNumbers = { INFO: 9, WARN: 13, ERROR: 17 } as const;

function severityOf(event: EventEnvelope): keyof typeof severityNumbers {
  switch (event.name) {
    case 'api_request':
      return requestFailed(event) ? severityOfFailure(event.attributes) : 'INFO';
    case 'sse_event':
      return streamFailed(event.attributes) ? severityOfFailure(event.attributes) : 'INFO';
    case 'tool_decision':
      return event.attributes.decision.startsWith('approved') ? 'INFO' : 'WARN';
    case 'tool_result':
      return event.attributes.success ? 'INFO' : severityOfFailure(event.attributes);
    case 'sandbox_outcome':
      return event.attributes.outcome === 'denied' ? 'ERROR' : 'WARN';
    case 'turn_ended':
      return ({ completed: 'INFO', interrupted: 'WARN', failed: 'ERROR' } as const)[event.attributes.outcome];
    case 'agent_response':
    case 'conversation_starts':
    case 'auth_recovery':
    case 'guardian_assessment':
    case 'network_proxy.policy_decision':
    case 'skill_invocation':
    case 'startup_phase':
    case 'turn_cost':
    case 'websocket_connect':
    case 'websocket_request':
    case 'turn_ttft':
    case 'user_prompt':
      return 'INFO';
  }
}

/** What a person denied or interrupted is no error. */
function severityOfFailure(attributes: { readonly 'error.message'?: string }): keyof typeof severityNumbers {
  return attributes['error.message'] === 'denied' || isInterruption(attributes) ? 'WARN' : 'ERROR';
}

function addParent(
  attributes: Record<string, AttributeValue>,
  { context: { parentConversation: parent } }: EventEnvelope,
): void {
  if (parent === undefined) return;
  attributes[writing.parentConversationId] = parent.conversationId;
  attributes[writing.parentTurnId] = parent.turnId;
  attributes[writing.parentCallId] = parent.callId;
}
