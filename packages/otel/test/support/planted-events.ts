import { EVENTS, type AgentEvent, type AttributeDefinition, type ConversationItem } from '@codex-langfuse/events';
import { v7 as uuidv7 } from 'uuid';
import { agentTurn } from './agent-turns.ts';

/** Turns with a text at every place that an event has: all attributes of all events, and items of every kind. */
export function plantedEvents(conversationId: string, texts: readonly string[]): readonly AgentEvent[] {
  return texts.flatMap((text) => {
    const turnId = uuidv7();
    const turn = agentTurn({ conversationId, turnId, prompt: text, toolOutput: text, errorMessage: text });
    const everywhere = Object.keys(EVENTS).map((name) => eventFullOf(name, text, conversationId, turnId));
    return [...turn.slice(0, -1), ...everywhere.filter(({ name }) => name !== 'turn_ended'), ...turn.slice(-1)];
  });
}

function eventFullOf(name: string, text: string, conversationId: string, turnId: string): AgentEvent {
  const definition = EVENTS[name as AgentEvent['name']];
  const definitions: Readonly<Record<string, AttributeDefinition>> = definition.attributes;
  const attributes = Object.fromEntries(
    Object.entries(definitions).map(([key, attribute]) => [key, valueOf(key, attribute, text)]),
  );
  const lists = 'items' in definition ? Object.keys(definition.items) : [];
  return {
    name,
    timeUnixMicros: Date.now() * 1000,
    conversationId,
    turnId,
    attributes,
    ...(lists.length === 0 ? {} : { items: Object.fromEntries(lists.map((list) => [list, itemsFullOf(text)])) }),
  } as unknown as AgentEvent;
}

function valueOf(key: string, definition: AttributeDefinition, text: string): unknown {
  if (definition.values !== undefined) return key === 'event.kind' ? 'response.completed' : definition.values[0];
  if (key === 'event.kind') return 'response.completed';
  if (definition.type === 'string') return text;
  if (definition.type === 'string[]') return [text];
  return definition.type === 'boolean' ? true : 1;
}

/** Items as the Responses API has them, with the text in their strings, as JSON in strings, and under keys. */
function itemsFullOf(text: string): readonly ConversationItem[] {
  const json = JSON.stringify({ command: ['bash', '-lc', text], nested: { again: JSON.stringify({ text }) } });
  const message = (role: string): ConversationItem => ({
    type: 'message',
    role,
    content: [
      { type: 'input_text', text },
      { type: 'input_file', file: { data: text } },
    ],
  });
  return [
    message('system'),
    message('developer'),
    message('user'),
    message('assistant'),
    { type: 'function_call', name: 'exec_command', call_id: `call-${text.length}`, arguments: json },
    { type: 'function_call_output', call_id: `call-${text.length}`, output: text },
    {
      type: 'function_call_output',
      call_id: `call-${text.length}`,
      output: { success: false, content: [{ text: json }] },
    },
    { type: 'local_shell_call', action: { type: 'exec', command: ['sh', '-c', text], env: { NOTE: text } } },
    { type: 'reasoning', summary: [{ type: 'summary_text', text }] },
    { type: 'function', name: 'tool', description: text, parameters: { properties: { a: { default: text } } } },
  ];
}
