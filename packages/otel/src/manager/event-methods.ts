import type { AgentEvent, ConversationItem, EventAttributes, EventName, ItemLists } from '@codex-langfuse/events';

/** Which conversation and turn an event belongs to, and when it happened. */
export interface EventScope {
  readonly conversationId: string;
  /** Absent on events outside a turn. */
  readonly turnId?: string;
  /** Microseconds since the Unix epoch, an integer; default now. */
  readonly timeUnixMicros?: number;
}

/** Method → event; a test holds it complete. The registry itself is not loaded here: recording does not need it. */
const METHODS = {
  conversationStarts: 'conversation_starts',
  userPrompt: 'user_prompt',
  apiRequest: 'api_request',
  sseEvent: 'sse_event',
  toolDecision: 'tool_decision',
  toolResult: 'tool_result',
  sandboxOutcome: 'sandbox_outcome',
  agentResponse: 'agent_response',
  turnTtft: 'turn_ttft',
  turnEnded: 'turn_ended',
  turnCost: 'turn_cost',
  startupPhase: 'startup_phase',
  authRecovery: 'auth_recovery',
  websocketConnect: 'websocket_connect',
  websocketRequest: 'websocket_request',
  skillInvocation: 'skill_invocation',
  guardianAssessment: 'guardian_assessment',
  networkProxyPolicyDecision: 'network_proxy.policy_decision',
} as const satisfies Readonly<Record<string, EventName>>;

type MethodName = keyof typeof METHODS;
/** One method per event: `userPrompt(scope, { prompt_length: 3 })`. A wrong attribute does not compile. */
export type EventMethods = {
  readonly [Method in MethodName]: (
    scope: EventScope,
    attributes: EventAttributes<(typeof METHODS)[Method]>,
    items?: ItemLists<(typeof METHODS)[Method], ConversationItem>,
  ) => void;
};

/** The methods over any `record`; `nowMicros` stamps events whose scope names no time. */
export function createEventMethods(record: (event: AgentEvent) => void, nowMicros: () => number): EventMethods {
  const methods = Object.entries(METHODS).map(([method, name]) => [
    method,
    (scope: EventScope, attributes: object, items?: object) => {
      const { conversationId, turnId, timeUnixMicros = nowMicros() } = scope;
      const turn = turnId === undefined ? {} : { turnId };
      const lists = items === undefined ? {} : { items };
      // The type of the method has checked attributes and items against the event's name.
      record({ name, timeUnixMicros, conversationId, ...turn, attributes, ...lists } as AgentEvent);
    },
  ]);
  return Object.fromEntries(methods) as EventMethods;
}
