import { EVENTS, type AgentEvent, type AttributeDefinition, type EventDefinition } from '@codex-langfuse/events';

/** Everything that is wrong with events by the registry: unknown names and keys, missing ones, types, closed values. */
export function eventProblems(events: readonly AgentEvent[]): readonly string[] {
  const registry: Readonly<Record<string, EventDefinition>> = EVENTS;
  return events.flatMap((event) => {
    const definition = registry[event.name];
    if (definition === undefined) return [`${event.name}: unknown event`];
    const given: Readonly<Record<string, unknown>> = event.attributes;
    const known = Object.entries(definition.attributes).flatMap(([key, attribute]) =>
      attributeProblems(key, attribute, given[key]),
    );
    const unknown = Object.keys(given)
      .filter((key) => !(key in definition.attributes))
      .map((key) => `${key} is unknown`);
    const lists = Object.keys(event.items ?? {})
      .filter((list) => !(list in (definition.items ?? {})))
      .map((list) => `list ${list} is unknown`);
    const time = Number.isSafeInteger(event.timeUnixMicros) ? [] : ['time is not an integer'];
    return [...known, ...unknown, ...lists, ...time].map((problem) => `${event.name}: ${problem}`);
  });
}

function attributeProblems(key: string, definition: AttributeDefinition, value: unknown): readonly string[] {
  if (value === undefined) return definition.presence === 'required' ? [`${key} is missing`] : [];
  const fits =
    definition.type === 'integer'
      ? Number.isSafeInteger(value)
      : definition.type === 'string[]'
        ? Array.isArray(value)
        : typeof value === definition.type && (typeof value !== 'number' || Number.isFinite(value));
  if (!fits) return [`${key} is no ${definition.type}: ${JSON.stringify(value)}`];
  const isAllowed = definition.values === undefined || definition.values.some((allowed) => allowed === value);
  return isAllowed ? [] : [`${key} may not be ${JSON.stringify(value)}`];
}
