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
  const attributes: Record<string, AttributeValue> = {};
  addEventAttributes(attributes, event, policy);
  return attributes;
}

/** The same, into an object that has others. */
export function addEventAttributes(
  target: Record<string, AttributeValue>,
  event: EventEnvelope,
  policy: ContentPolicy,
): void {
  const definitions: Readonly<Record<string, { readonly privacy: string }>> = EVENTS[event.name].attributes;
  const given: Readonly<Record<string, AttributeValue | undefined>> = event.attributes;
  for (const name in given) {
    const value = given[name];
    if (value === undefined || !Object.hasOwn(definitions, name)) continue;
    if (definitions[name]?.privacy === 'metadata') {
      target[name] = value;
      continue;
    }
    const kind = contentKinds[name];
    if (kind === undefined || typeof value !== 'string' || !mayLeave(kind, policy)) continue;
    target[name] = capText(value, policy.maxBytes);
  }
}
