import type { AttributeDefinition, EventDefinition, ItemListDefinition } from '../definition.ts';
import type { EventName } from '../event-types.ts';
import { COMMON_METADATA, EVENTS } from '../registry/index.ts';

/** A JSON Schema of draft 2020-12, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of one event, of a raw one as well as of one in the journal. Attributes that it does not name are
 * allowed, for a newer writer may know more. Units, privacy classes and sources stand in `x-unit`, `x-privacy` and
 * `x-source`.
 */
export function eventJsonSchema(name: EventName): JsonSchema {
  const definition: EventDefinition = EVENTS[name];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:codex-langfuse:event:${name}`,
    title: name,
    description: definition.description,
    'x-source': definition.source,
    type: 'object',
    properties: {
      name: { const: name },
      timeUnixMicros: { ...integer, minimum: 0, description: 'Microseconds since the Unix epoch.' },
      conversationId: { ...nonEmpty, description: 'The conversation: the Langfuse session.' },
      turnId: { ...nonEmpty, description: 'The turn: the Langfuse trace. Absent on events outside a turn.' },
      attributes: attributesSchema(definition.attributes),
      items: itemsSchema(definition.items ?? {}),
      writer: { ...nonEmpty, description: 'In the journal: who wrote it, one name per process.' },
      sequence: { ...integer, minimum: 1, description: 'In the journal: position within the writer.' },
      context: contextSchema(),
    },
    required: ['name', 'timeUnixMicros', 'conversationId', 'attributes'],
    dependentRequired: {
      writer: ['sequence', 'context'],
      sequence: ['writer', 'context'],
      context: ['writer', 'sequence'],
    },
    ...(definition.items === undefined ? {} : itemsByPlace(definition.items)),
  };
}

/** The JSON Schema of the metadata on every event. */
export function commonMetadataSchema(): JsonSchema {
  return attributesSchema(COMMON_METADATA);
}

const nonEmpty = { type: 'string', minLength: 1 } as const;
const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

/** Beyond 2^53 readers in JavaScript would see another number. */
const integer = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const;

const types = {
  string: text,
  boolean: { type: 'boolean' },
  number: { type: 'number' },
  integer,
  'string[]': texts,
} as const;

function attributesSchema(definitions: Readonly<Record<string, AttributeDefinition>>): JsonSchema {
  const entries = Object.entries(definitions);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, definition]) => [key, attributeSchema(definition)])),
    required: entries.filter(([, { presence }]) => presence === 'required').map(([key]) => key),
  };
}

function attributeSchema({ type, values, unit, when, privacy, source, description }: AttributeDefinition): JsonSchema {
  return {
    ...types[type],
    ...(values === undefined ? {} : { enum: values }),
    description: when === undefined ? description : `${description} Present when ${when}.`,
    ...(unit === undefined ? {} : { 'x-unit': unit }),
    'x-privacy': privacy,
    'x-source': source,
  };
}

function itemsSchema(definitions: Readonly<Record<string, ItemListDefinition>>): JsonSchema {
  const lists = Object.entries(definitions).map(([list, { description }]) => [
    list,
    { description, type: 'array', 'x-privacy': 'content' },
  ]);
  return { type: 'object', properties: Object.fromEntries(lists) as JsonSchema };
}

/** Conversation items on raw events, references to them in the journal. */
function itemsByPlace(definitions: Readonly<Record<string, ItemListDefinition>>): JsonSchema {
  const item = { type: 'object', properties: { type: text }, required: ['type'] };
  const reference = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };
  return {
    anyOf: [
      { required: ['writer'], properties: { items: listsOf(definitions, reference) } },
      { not: { required: ['writer'] }, properties: { items: listsOf(definitions, item) } },
    ],
  };
}

function listsOf(definitions: Readonly<Record<string, ItemListDefinition>>, items: JsonSchema): JsonSchema {
  const lists = Object.keys(definitions).map((list) => [list, { type: 'array', items }]);
  return { type: 'object', properties: Object.fromEntries(lists) as JsonSchema };
}

function contextSchema(): JsonSchema {
  const properties = {
    common: commonMetadataSchema(),
    resource: {
      description: 'OpenTelemetry resource.',
      type: 'object',
      additionalProperties: { anyOf: [text, types.number, types.boolean, texts] },
    },
    traceName: text,
    tags: texts,
    environment: text,
    spanAttributes: { description: 'Configured attributes of every span.', type: 'object', additionalProperties: text },
  };
  const remoteParent = {
    traceId: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    spanId: { type: 'string', pattern: '^[0-9a-f]{16}$' },
  };
  const parentConversation = { conversationId: nonEmpty, turnId: nonEmpty, callId: nonEmpty };
  return {
    description: 'In the journal: what is the same for many events of a process.',
    type: 'object',
    properties: {
      ...properties,
      release: text,
      version: text,
      userId: text,
      remoteParent: { type: 'object', properties: remoteParent, required: Object.keys(remoteParent) },
      parentConversation: {
        type: 'object',
        properties: { ...parentConversation, rootConversationId: nonEmpty },
        required: Object.keys(parentConversation),
      },
    },
    required: Object.keys(properties),
  };
}
