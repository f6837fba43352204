import type { ScriptedItem } from './reply.ts';

/** A finished output item as the Responses API gives it, with an id of its own. */
export function responseItem(item: ScriptedItem, newId: (prefix: string) => string): Readonly<Record<string, unknown>> {
  switch (item.type) {
    case 'message':
      return {
        id: newId('msg'),
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: item.text, annotations: [] }],
      };
    case 'reasoning':
      return {
        id: newId('rs'),
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: item.summary }],
        encrypted_content: Buffer.from(item.summary, 'utf8').toString('base64'),
      };
    case 'function_call':
      return {
        id: newId('fc'),
        type: 'function_call',
        status: 'completed',
        name: item.name,
        call_id: item.callId ?? newId('call'),
        arguments: typeof item.arguments === 'string' ? item.arguments : JSON.stringify(item.arguments),
      };
    case 'custom_tool_call':
      return {
        id: newId('ctc'),
        type: 'custom_tool_call',
        status: 'completed',
        name: item.name,
        call_id: item.callId ?? newId('call'),
        input: item.input,
      };
  }
}
