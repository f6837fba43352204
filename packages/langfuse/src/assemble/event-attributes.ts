import { EVENTS, type AttributeValue, type EventEnvelope } from '@codex-langfuse/events';
import type { ContentPolicy } from './assembled-turn.ts';
import { capText } from './cap-json.ts';
import { mayLeave, type ContentKind } from './captured.ts';

/** Which part of the policy rules over an attribute that holds content. */
const contentKinds: Readonly<Record<string, ContentKind>> = {
  prompt: 'prompts',
  response: 'responses',
  arguments: 'tool_arguments',
  output: 'tool_output',
};

/**
 * An event's own attributes as far as a policy lets them out. Attributes that are not in the registry are left out:
 * nobody has said whether they are content.
 */
export function eventAttributes(event: EventEnvelope, policy: ContentPolicy): Record<string, AttributeValue> {
  const definitions: Readonly<Record<string, { readonly privacy: string }>> = EVENTS[event.name].attributes;
  const attributes = Object.entries(event.attributes).flatMap(([key, value]): [string, AttributeValue][] => {
    if (value === undefined || !Object.hasOwn(definitions, key)) return [];
    if (definitions[key]?.privacy === 'metadata') return [[key, value]];
    const kind = contentKinds[key];
    if (kind === undefined || typeof value !== 'string' || !mayLeave(kind, policy)) return [];
    return [[key, capText(value, policy.maxBytes)]];
  });
  return Object.fromEntries(attributes);
}
