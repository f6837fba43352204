import { aiSdkAttributes, toolAttributes } from '../../vocabulary/reading.ts';
import { isObject, member, parseJson, type JsonObject } from '../json.ts';
import type { Metadata } from '../metadata.ts';

export interface MovedDefinitions {
  readonly input: unknown;
  readonly metadata: Metadata;
}

/**
 * Tool definitions that came as attributes or metadata are shown with the input: a list of messages becomes
 * `{messages, tools}`, text `{prompt, tools}`, an object gains `tools`. They leave the metadata.
 */
export function moveDefinitionsToInput(input: unknown, metadata: Metadata): MovedDefinitions {
  const { tools, rest } = takeDefinitions(metadata);
  if (tools.length === 0) return { input, metadata };
  const merged = mergeTools(input, tools);
  return merged === undefined ? { input, metadata } : { input: merged, metadata: rest };
}

/** Tool name → JSON text `{description, parameters}`, from `tools` of the input and of its messages. */
export function toolDefinitions(input: unknown): Readonly<Record<string, string>> {
  const value = parseJson(input);
  const request = Array.isArray(value) ? { messages: value } : value;
  if (!isObject(request)) return {};
  const messages = asList(member(request, 'messages')).filter(isObject);
  const tools = [request, ...messages].flatMap((holder) => asList(member(holder, 'tools')));

  const definitions = new Map<string, string>();
  for (const tool of tools) {
    const { name, description, parameters } = readDefinition(tool);
    if (typeof name !== 'string' || name === '' || definitions.has(name)) continue;
    const schema = parameters ? JSON.stringify(parameters) : '';
    definitions.set(name, JSON.stringify({ description: description ?? '', parameters: schema }));
  }
  return Object.fromEntries(definitions);
}

function takeDefinitions(metadata: Metadata): { tools: unknown[]; rest: Metadata } {
  const own = { ...metadata.own };
  const attributes = new Map(metadata.attributes);
  const tools: unknown[] = [];

  const ownTools = listOfDefinitions(member(own, 'tools'), false);
  if (ownTools !== undefined) {
    tools.push(...ownTools);
    delete own['tools'];
  }
  // The AI SDK lists its provider's own tools, which have a type but no name.
  for (const [name, nameless] of [
    [aiSdkAttributes.tools, true],
    [toolAttributes.definitions, false],
  ] as const) {
    const listed = listOfDefinitions(attributes.get(name), nameless);
    if (listed === undefined) continue;
    tools.push(...listed);
    attributes.delete(name);
  }
  const modelRequest = parseJson(attributes.get(toolAttributes.modelRequest));
  if (isObject(modelRequest)) {
    const { function_tools: functionTools, ...others } = modelRequest;
    const listed = listOfDefinitions(functionTools, false);
    if (listed !== undefined) {
      tools.push(...listed);
      if (Object.keys(others).length === 0) attributes.delete(toolAttributes.modelRequest);
      else attributes.set(toolAttributes.modelRequest, JSON.stringify(others));
    }
  }
  for (const name of indexedNames(attributes.keys())) {
    const tool = parseJson(attributes.get(name));
    if (!isNamed(tool)) continue;
    tools.push(tool);
    attributes.delete(name);
  }
  return { tools: uniqueByName(tools), rest: { ...metadata, own, attributes } };
}

/** All entries must be definitions, or none is taken: one entry without a name leaves the whole list where it is. */
function listOfDefinitions(value: unknown, namelessAllowed: boolean): unknown[] | undefined {
  const list = parseJson(value);
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((entry) => parseJson(entry));
  const isDefinition = (entry: unknown): boolean =>
    isNamed(entry) || (namelessAllowed && isObject(entry) && typeof member(entry, 'type') === 'string');
  return entries.every(isDefinition) ? entries : undefined;
}

function mergeTools(input: unknown, tools: readonly unknown[]): unknown {
  const value = typeof input === 'string' ? (parseJson(input) ?? input) : input;
  if (value === undefined || value === null) return { tools };
  if (Array.isArray(value)) return { messages: value, tools };
  if (typeof value === 'string') return { prompt: value, tools };
  if (!isObject(value)) return undefined;
  const existing = member(value, 'tools');
  if (existing === undefined || existing === null) return { ...value, tools };
  return Array.isArray(existing) ? { ...value, tools: uniqueByName([...existing, ...tools]) } : undefined;
}

function uniqueByName(tools: readonly unknown[]): unknown[] {
  const seen = new Set<unknown>();
  return tools.filter((tool) => {
    const { name } = readDefinition(tool);
    if (!name) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** Flat, or inside `function` as in Chat Completions; some frameworks use other names for the schema. */
function readDefinition(tool: unknown): { name: unknown; description: unknown; parameters: unknown } {
  const parsed = parseJson(tool);
  if (!isObject(parsed)) return { name: undefined, description: undefined, parameters: undefined };
  const inner = member(parsed, 'function');
  const definition: JsonObject = isObject(inner) ? inner : parsed;
  return {
    name: member(definition, 'name'),
    description: member(definition, 'description') ?? member(definition, 'desc'),
    parameters:
      member(definition, 'parameters') ??
      member(definition, 'parameters_json_schema') ??
      member(definition, 'inputSchema'),
  };
}

function isNamed(tool: unknown): boolean {
  return Boolean(readDefinition(tool).name);
}

function indexedNames(names: Iterable<string>): string[] {
  const index = (name: string): number => Number(toolAttributes.indexedDefinition.exec(name)?.[1]);
  return [...names]
    .filter((name) => toolAttributes.indexedDefinition.test(name))
    .toSorted((left, right) => index(left) - index(right));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
