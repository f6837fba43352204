import { asText } from '../attributes.ts';
import { isObject, member, parseJson, type JsonObject } from '../json.ts';
import type { Observation } from '../observation.ts';

/**
 * The tools that an output calls. Known are `tool_calls` of a message (also inside `choices` and
 * `additional_kwargs`), content parts of type `tool_use` and `tool-call`, lists of such messages, and bare calls in
 * a list, as the Responses API has them.
 */
export function toolCalls(output: unknown): Pick<Observation, 'toolCallNames' | 'toolCalls'> {
  const calls = new Map<string, { name: string; call: string }>();
  for (const found of callsOf(parseJson(output))) {
    const { name, id, args, type, index } = readCall(found);
    if (name === '') continue;
    const key = id || `${name}-${args}`;
    if (!calls.has(key)) calls.set(key, { name, call: JSON.stringify({ id, arguments: args, type, index }) });
  }
  return {
    toolCallNames: [...calls.values()].map(({ name }) => name),
    toolCalls: [...calls.values()].map(({ call }) => call),
  };
}

function callsOf(output: unknown): unknown[] {
  if (Array.isArray(output)) {
    return output.filter(isObject).flatMap((item) => (isBareCall(item) ? [item] : callsOfMessage(item)));
  }
  if (!isObject(output)) return [];
  const choices = listAt(output, 'choices')
    .filter(isObject)
    .map((choice) => member(choice, 'message'))
    .filter(isObject);
  return [
    ...listedCalls(output),
    ...choices.flatMap(listedCalls),
    ...calledParts(output),
    ...listAt(member(output, 'additional_kwargs'), 'tool_calls'),
  ];
}

function callsOfMessage(message: JsonObject): unknown[] {
  return [...listedCalls(message), ...calledParts(message)];
}

function listedCalls(message: JsonObject): unknown[] {
  const snakeCase = parseJson(member(message, 'tool_calls'));
  return Array.isArray(snakeCase) ? snakeCase : listAt(message, 'toolCalls');
}

function calledParts(message: JsonObject): unknown[] {
  const content = member(message, 'content');
  if (!Array.isArray(content)) return [];
  return content.filter((part) => isObject(part) && ['tool_use', 'tool-call'].includes(String(member(part, 'type'))));
}

function listAt(holder: unknown, key: string): unknown[] {
  const list = isObject(holder) ? parseJson(member(holder, key)) : undefined;
  return Array.isArray(list) ? list : [];
}

/** A call that stands in a list of its own, as against a message, a tool's definition or a tool's result. */
function isBareCall(item: JsonObject): boolean {
  const isMessage = ['role', 'content', 'tool_calls', 'additional_kwargs'].some((key) => Object.hasOwn(item, key));
  if (isMessage || item['type'] === 'tool-result') return false;
  const inner = member(item, 'function');
  const has = (key: string): boolean => Object.hasOwn(item, key);
  const type = String(member(item, 'type'));
  return (
    (isObject(inner) && Boolean(member(inner, 'name')) && Object.hasOwn(inner, 'arguments')) ||
    (Boolean(member(item, 'toolName')) && (type === 'tool-call' || has('input') || has('args'))) ||
    (Boolean(member(item, 'name')) && type === 'tool_use' && has('input')) ||
    (Boolean(member(item, 'name')) &&
      has('arguments') &&
      (Boolean(member(item, 'call_id')) ||
        has('id') ||
        has('index') ||
        ['function', 'function_call', 'tool-call', 'tool_use'].includes(type)))
  );
}

function readCall(call: unknown): { name: string; id: string; args: string; type: string; index: number } {
  const item = isObject(call) ? call : {};
  const inner = member(item, 'function');
  const detail: JsonObject = isObject(inner) ? inner : {};
  const first = (...values: readonly unknown[]): unknown =>
    values.find((value) => value !== undefined && value !== null);
  const index = member(item, 'index');
  return {
    name: asText(first(member(detail, 'name'), member(item, 'name'), member(item, 'toolName')) ?? ''),
    id: asText(first(member(item, 'id'), member(item, 'toolCallId'), member(item, 'call_id')) ?? ''),
    args: asText(
      first(member(detail, 'arguments'), member(item, 'arguments'), member(item, 'args'), member(item, 'input')) ?? {},
    ),
    type: asText(member(item, 'type') ?? (isObject(inner) ? 'function' : '')),
    index: typeof index === 'number' ? index : 0,
  };
}
