import type { AgentEvent } from '../agent-event.ts';
import type { ForeignEvent } from './read-result.ts';

/** Ten minutes without an event end a turn of an agent that does not say when a turn ends. */
export const IDLE_MICROS = 600_000_000;

export interface TrackedTurn {
  readonly conversationId: string;
  readonly turnId: string;
  readonly beganUnixMicros: number;
  readonly lastUnixMicros: number;
  /** `closed` once a later turn of the conversation began, or it has been idle. What still comes reopens an idle one. */
  readonly state: 'open' | 'closed';
}

export interface TurnTracker {
  /**
   * Puts an event into its turn, and fills in what follows from earlier events of its conversation: the request whose
   * stream an `sse_event` belongs to, the provider's name, the model. Events come in the order of their times.
   */
  place(foreign: ForeignEvent): ForeignEvent;
  /** All turns so far, in order of their begin. */
  turns(nowUnixMicros: number): readonly TrackedTurn[];
}

/**
 * Finds the turns of agents whose events do not name them. A turn of the real Codex is named after the timestamp of its
 * `user_prompt`, within its conversation; it lasts to the next prompt, or until nothing came for ten minutes. Events
 * before the first prompt stay outside of turns. State grows with the number of turns: a tracker serves one pass over
 * stored events.
 */
export function createTurnTracker({ idleMicros = IDLE_MICROS }: { readonly idleMicros?: number } = {}): TurnTracker {
  const conversations = new Map<string, Conversation>();
  const turns = new Map<string, { -readonly [Key in keyof Omit<TrackedTurn, 'state'>]: TrackedTurn[Key] }>();

  return {
    place(foreign) {
      const { conversationId, timeUnixMicros } = foreign.event;
      const conversation = conversations.get(conversationId) ?? newConversation();
      conversations.set(conversationId, conversation);
      learn(conversation, foreign);
      const placed = complete(conversation, foreign);
      conversation.streamEnded ||= endsStream(foreign.event);
      const { turnId } = placed.event;
      if (turnId === undefined) return placed;
      conversation.turnId = turnId;
      const key = turnKey(conversationId, turnId);
      const turn = turns.get(key);
      if (turn === undefined) {
        turns.set(key, { conversationId, turnId, beganUnixMicros: timeUnixMicros, lastUnixMicros: timeUnixMicros });
      } else {
        turn.lastUnixMicros = Math.max(turn.lastUnixMicros, timeUnixMicros);
      }
      return placed;
    },
    turns: (nowUnixMicros) =>
      [...turns.values()].map((turn) => {
        const isLatest = conversations.get(turn.conversationId)?.turnId === turn.turnId;
        const isIdle = nowUnixMicros - turn.lastUnixMicros >= idleMicros;
        return { ...turn, state: isLatest && !isIdle ? 'open' : 'closed' };
      }),
  };
}

/** One text for both names, whatever characters are in them. */
export function turnKey(conversationId: string, turnId: string): string {
  return JSON.stringify([conversationId, turnId]);
}

/** What the events so far say about the following ones. */
interface Conversation {
  turnId: string | undefined;
  requestId: string | undefined;
  /** The stream of that request is over: what comes next belongs to a request that we were not told of. */
  streamEnded: boolean;
  providerName: string | undefined;
  model: string | undefined;
}

function newConversation(): Conversation {
  return { turnId: undefined, requestId: undefined, streamEnded: false, providerName: undefined, model: undefined };
}

function learn(conversation: Conversation, { dialect, event, timestamp, context }: ForeignEvent): void {
  if (context.common.model !== 'unknown') conversation.model = context.common.model;
  if (event.name === 'conversation_starts') {
    // Another process takes the conversation up: what comes before its first prompt is not of the turn before.
    conversation.providerName = event.attributes.provider_name;
    conversation.turnId = undefined;
  }
  if (event.name === 'user_prompt' && dialect === 'codex') conversation.turnId = timestamp;
  const request = requestOpenedBy(event, conversation);
  if (request !== undefined) {
    conversation.requestId = request;
    conversation.streamEnded = false;
  }
}

/** Requests over a WebSocket, and those whose own record is missing, are named after the time of what is known of them. */
function requestOpenedBy(event: AgentEvent, { requestId, streamEnded }: Conversation): string | undefined {
  if (event.name === 'api_request') return event.attributes['request.id'];
  if (event.name === 'websocket_request') return `at-${event.timeUnixMicros}`;
  const isOrphan = event.name === 'sse_event' && event.attributes['request.id'] === '';
  return isOrphan && (requestId === undefined || streamEnded) ? `at-${event.timeUnixMicros}` : undefined;
}

/** Codex reports the end of a stream twice; the record with the usage is the last. */
function endsStream(event: AgentEvent): boolean {
  if (event.name !== 'sse_event') return false;
  const { 'event.kind': kind, 'error.message': message, input_token_count: tokens } = event.attributes;
  return message !== undefined || (kind === 'response.completed' && tokens !== undefined);
}

function complete(conversation: Conversation, foreign: ForeignEvent): ForeignEvent {
  const { event, context, dialect } = foreign;
  const model = context.common.model === 'unknown' ? conversation.model : undefined;
  const turnId = event.turnId ?? (dialect === 'codex' ? conversation.turnId : undefined);
  const common = model === undefined ? context.common : { ...context.common, model, slug: model };
  return {
    ...foreign,
    context: { ...context, common },
    event: { ...withNeighbours(event, conversation), ...(turnId === undefined ? {} : { turnId }) } as AgentEvent,
  };
}

function withNeighbours(event: AgentEvent, { requestId, providerName, model }: Conversation): AgentEvent {
  if (event.name === 'sse_event' && event.attributes['request.id'] === '') {
    return { ...event, attributes: { ...event.attributes, 'request.id': requestId ?? '' } };
  }
  if (event.name === 'tool_result' && event.attributes['request.id'] === undefined && requestId !== undefined) {
    return { ...event, attributes: { ...event.attributes, 'request.id': requestId } };
  }
  if (event.name !== 'api_request') return event;
  const { provider_name: provider, 'request.model': requested } = event.attributes;
  return {
    ...event,
    attributes: {
      ...event.attributes,
      provider_name: provider === 'unknown' ? (providerName ?? provider) : provider,
      'request.model': requested === 'unknown' ? (model ?? requested) : requested,
    },
  };
}
