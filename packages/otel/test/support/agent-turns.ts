import type { AgentEvent, ConversationItem } from '@codex-langfuse/events';
import { v7 as uuidv7 } from 'uuid';

export interface TurnInput {
  readonly conversationId: string;
  readonly turnId?: string;
  readonly prompt?: string;
  readonly toolOutput?: string;
  readonly errorMessage?: string;
  readonly ended?: boolean;
  /** Microseconds since the epoch. */
  readonly began?: number;
}

export function conversationStarts(conversationId: string, began = now()): AgentEvent {
  return {
    name: 'conversation_starts',
    timeUnixMicros: began,
    conversationId,
    attributes: {
      provider_name: 'OpenAI',
      reasoning_summary: 'auto',
      approval_policy: 'never',
      sandbox_policy: 'workspace-write',
      mcp_servers: '',
    },
  };
}

/** One turn with a model request, a tool call and an answer: eight events with `turn_ended`. */
export function agentTurn(input: TurnInput): readonly AgentEvent[] {
  const { conversationId } = input;
  const turnId = input.turnId ?? uuidv7();
  const began = input.began ?? now();
  const prompt = input.prompt ?? 'Fix the failing test.';
  const output = input.toolOutput ?? 'all tests passed';
  const request = `request-${turnId}`;
  const call = `call-${turnId}`;
  const at = (offset: number) => ({ timeUnixMicros: began + offset * 1000, conversationId, turnId });
  const promptItem: ConversationItem = {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: prompt }],
  };
  const callItem: ConversationItem = {
    type: 'function_call',
    name: 'exec_command',
    call_id: call,
    arguments: '{"cmd":"npm test"}',
  };
  const usage = { input_token_count: 100, output_token_count: 20, cached_token_count: 0, tool_token_count: 120 };
  const events: AgentEvent[] = [
    { name: 'user_prompt', ...at(0), attributes: { prompt_length: prompt.length, prompt } },
    {
      name: 'api_request',
      ...at(20),
      attributes: {
        'request.id': request,
        purpose: 'main',
        'request.model': 'gpt-5.1-codex',
        provider_name: 'OpenAI',
        attempt: 0,
        duration_ms: 10,
        endpoint: '/responses',
        'http.response.status_code': 200,
      },
      items: {
        input: [promptItem],
        tools: [{ type: 'function', name: 'exec_command', description: 'Runs a command.' }],
      },
    },
    {
      name: 'sse_event',
      ...at(40),
      attributes: { 'request.id': request, 'event.kind': 'response.output_text.delta', delta: 'a delta' },
    },
    {
      name: 'sse_event',
      ...at(50),
      attributes: { 'request.id': request, 'event.kind': 'response.completed', finish_reason: 'tool_calls', ...usage },
      items: { output: [callItem] },
    },
    {
      name: 'tool_decision',
      ...at(60),
      attributes: {
        tool_name: 'exec_command',
        call_id: call,
        decision: 'approved',
        source: 'Config',
        arguments: 'live only',
      },
    },
    {
      name: 'tool_result',
      ...at(90),
      attributes: {
        tool_name: 'exec_command',
        call_id: call,
        duration_ms: 25,
        success: true,
        exit_code: 0,
        arguments: '{"cmd":"npm test"}',
        arguments_length: 18,
        output,
        output_length: Buffer.byteLength(output),
        ...(input.errorMessage === undefined ? {} : { 'error.message': input.errorMessage }),
      },
    },
    { name: 'agent_response', ...at(100), attributes: { response_length: 5, response: 'Done.' } },
  ];
  if (input.ended !== false)
    events.push({ name: 'turn_ended', ...at(110), attributes: { outcome: 'completed', duration_ms: 110 } });
  return events;
}

/** Events of `agentTurn` that are journaled: all but the delta. */
export const EVENTS_PER_TURN = 7;

function now(): number {
  return Date.now() * 1000;
}
