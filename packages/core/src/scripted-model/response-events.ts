import type { ScriptedItem, ScriptedReply, ScriptedRequest } from './reply.ts';
import { responseItem } from './response-item.ts';
import type { ReportedUsage } from './token-estimate.ts';

/** One server-sent event: its data carries its own name as `type`. */
export interface ServerEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

const DELTA_CHARACTERS = 24;

/** All events of a reply, in the order and shape of the Responses API. */
export function responseEvents(input: {
  readonly request: ScriptedRequest;
  readonly reply: Extract<ScriptedReply, { items: unknown }>;
  readonly responseId: string;
  readonly usage: ReportedUsage;
  readonly createdAtSeconds: number;
  readonly newId: (prefix: string) => string;
}): readonly ServerEvent[] {
  const { reply, responseId } = input;
  const base = {
    id: responseId,
    object: 'response',
    created_at: input.createdAtSeconds,
    model: (reply.kind === 'respond' ? reply.model : undefined) ?? input.request.model,
  };
  const started = { ...base, status: 'in_progress', output: [] };
  const items = reply.items.map((item) => responseItem(item, input.newId));
  const events = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    ...reply.items.flatMap((item, index) => itemEvents(item, items[index] ?? {}, index)),
  ];
  const incomplete = reply.kind === 'respond' ? reply.incomplete : undefined;
  const usage = { ...input.usage };
  const last =
    incomplete === undefined
      ? {
          type: 'response.completed',
          response: { ...base, status: 'completed', output: items, usage, service_tier: 'default' },
        }
      : {
          type: 'response.incomplete',
          response: { ...base, status: 'incomplete', incomplete_details: { reason: incomplete }, output: items, usage },
        };
  return [...events, last].map((event, index) => ({ ...event, sequence_number: index }));
}

/** The two events of a response that fails. */
export function failedEvents(responseId: string, model: string, code: string, message: string): readonly ServerEvent[] {
  const base = { id: responseId, object: 'response', model };
  return [
    { type: 'response.created', response: { ...base, status: 'in_progress' }, sequence_number: 0 },
    { type: 'response.failed', response: { ...base, status: 'failed', error: { code, message } }, sequence_number: 1 },
  ];
}

function itemEvents(
  item: ScriptedItem,
  finished: Readonly<Record<string, unknown>>,
  outputIndex: number,
): readonly ServerEvent[] {
  const place = { item_id: finished['id'], output_index: outputIndex };
  const { kind, text, startsEmpty, extra } = streamedText(item, finished);
  const added = { ...finished, status: 'in_progress', ...startsEmpty };
  return [
    { type: 'response.output_item.added', output_index: outputIndex, item: added },
    ...pieces(text).map((delta) => ({ type: `response.${kind}.delta`, ...place, ...extra, delta })),
    { type: `response.${kind}.done`, ...place, ...extra, ...doneField(item, text) },
    { type: 'response.output_item.done', output_index: outputIndex, item: finished },
  ];
}

function streamedText(item: ScriptedItem, finished: Readonly<Record<string, unknown>>) {
  switch (item.type) {
    case 'message':
      return { kind: 'output_text', text: item.text, startsEmpty: { content: [] }, extra: { content_index: 0 } };
    case 'reasoning':
      return {
        kind: 'reasoning_summary_text',
        text: item.summary,
        startsEmpty: { summary: [] },
        extra: { summary_index: 0 },
      };
    case 'function_call':
      return {
        kind: 'function_call_arguments',
        text: String(finished['arguments']),
        startsEmpty: { arguments: '' },
        extra: {},
      };
    case 'custom_tool_call':
      return { kind: 'custom_tool_call_input', text: item.input, startsEmpty: { input: '' }, extra: {} };
  }
}

function doneField(item: ScriptedItem, text: string): Readonly<Record<string, string>> {
  if (item.type === 'function_call') return { arguments: text };
  return item.type === 'custom_tool_call' ? { input: text } : { text };
}

/** Cuts a text into deltas without splitting a character. */
function pieces(text: string): readonly string[] {
  const characters = [...text];
  const result: string[] = [];
  for (let start = 0; start < characters.length; start += DELTA_CHARACTERS) {
    result.push(characters.slice(start, start + DELTA_CHARACTERS).join(''));
  }
  return result;
}
