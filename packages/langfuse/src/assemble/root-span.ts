import type { AttributeValue, EventEnvelope, EventName } from '@codex-langfuse/events';
import { AGENT_NAME, operations, writing } from '../vocabulary/attributes.ts';
import type { AssembledSpan, AssembleInput, ContentPolicy } from './assembled-turn.ts';
import { capturedAttribute } from './captured.ts';
import { eventAttributes } from './event-attributes.ts';
import { INTERRUPTED } from './interruption.ts';
import type { EventGroups } from './group-events.ts';
import { fine, type Outcome, type SpanFactory } from './span-factory.ts';
import { ROOT_KEY, spanIdentity } from './span-identity.ts';
import type { TurnFrame } from './turn-frame.ts';

/**
 * The span of the turn: the prompt as input, the answer as output, the settings as metadata. It carries neither model
 * nor usage, for Langfuse would count them again beside those of the requests.
 */
export function rootSpan(
  turn: TurnFrame,
  { root, ended, endedAtUnixMicros }: EventGroups,
  { policy, conversationStarts, agentName = AGENT_NAME }: AssembleInput,
  makeSpan: SpanFactory,
): AssembledSpan {
  const prompt = first(root, 'user_prompt');
  const response = last(root, 'agent_response');
  // A process may run several conversations, such as those of sub-agents.
  const ownEvents = root.filter(({ conversationId }) => conversationId === turn.conversationId);
  const settings = last(ownEvents, 'conversation_starts') ?? conversationStarts;
  const outcome = ended?.attributes.outcome ?? (turn.writerGone ? 'interrupted' : undefined);
  const final = ended !== undefined || turn.writerGone;
  const startUnixMicros = prompt?.timeUnixMicros ?? turn.beganUnixMicros;
  const endUnixMicros = endedAtUnixMicros ?? turn.lastUnixMicros;
  const metadata = { ...(settings && eventAttributes(settings, policy)), ...turnMetadata(turn) };

  if (!turn.hasTurn) {
    const fields = { key: ROOT_KEY, name: 'conversation_starts', observationType: 'event' as const, final, metadata };
    return makeSpan({ ...fields, startUnixMicros, endUnixMicros: startUnixMicros, events: root });
  }
  return makeSpan({
    key: ROOT_KEY,
    name: `${operations.invokeAgent} ${agentName}`,
    observationType: 'agent',
    startUnixMicros,
    endUnixMicros,
    attributes: {
      [writing.operationName]: operations.invokeAgent,
      [writing.agentName]: agentName,
      [writing.input]: prompt && promptText(prompt, policy),
      [writing.output]: response && responseText(response, policy),
    },
    metadata: {
      ...metadata,
      outcome,
      ttft_ms: first(root, 'turn_ttft')?.attributes.duration_ms,
      prompt_length: prompt?.attributes.prompt_length,
      response_length: response?.attributes.response_length,
    },
    outcome: turnOutcome(outcome, ended?.attributes['error.message']),
    final,
    events: root,
  });
}

/** The prompt as far as the policy lets it out, cut to its limit. */
export function promptText({ attributes }: EventEnvelope<'user_prompt'>, policy: ContentPolicy): string {
  const { prompt, prompt_length: length } = attributes;
  return capturedAttribute(prompt, 'prompts', policy, { length, unit: 'characters' });
}

function responseText({ attributes }: EventEnvelope<'agent_response'>, policy: ContentPolicy): string {
  const { response, response_length: length } = attributes;
  return capturedAttribute(response, 'responses', policy, { length, unit: 'bytes' });
}

function turnMetadata({
  context,
  conversationId,
  turnId,
  hasTurn,
}: TurnFrame): Record<string, AttributeValue | undefined> {
  const { common, parentConversation: parent, remoteParent } = context;
  // What the process continues, the turn that started the sub-agent continues, too.
  const parentTurn = parent && { ...parent, ...(remoteParent && { remoteParent }) };
  const parentSpan = parentTurn && spanIdentity(parentTurn, `tool/${parentTurn.callId}`);
  return {
    ...(hasTurn ? { [writing.turnId]: turnId } : {}),
    model: common.model,
    originator: common.originator,
    'terminal.type': common['terminal.type'],
    'app.version': common['app.version'],
    auth_mode: common.auth_mode,
    ...(parent && {
      'conversation.id': conversationId,
      [writing.parentConversationId]: parent.conversationId,
      [writing.parentTurnId]: parent.turnId,
      [writing.parentCallId]: parent.callId,
      'parent.trace_id': parentSpan?.traceId,
      'parent.span_id': parentSpan?.spanId,
    }),
  };
}

function turnOutcome(
  outcome: 'completed' | 'failed' | 'interrupted' | undefined,
  message: string | undefined,
): Outcome {
  if (outcome === 'failed') return { kind: 'error', message: message ?? 'failed' };
  if (outcome === 'interrupted') return { kind: 'warning', message: message ?? INTERRUPTED };
  return fine;
}

function first<Name extends EventName>(events: readonly EventEnvelope[], name: Name): EventEnvelope<Name> | undefined {
  return events.find((event): event is EventEnvelope<Name> & EventEnvelope => event.name === name);
}

function last<Name extends EventName>(events: readonly EventEnvelope[], name: Name): EventEnvelope<Name> | undefined {
  return events.findLast((event): event is EventEnvelope<Name> & EventEnvelope => event.name === name);
}
