import { expect, test } from '@jest/globals';
import { COMMON_METADATA, EVENTS, type AttributeDefinition, type EventDefinition } from '@codex-langfuse/events';

const events: readonly (readonly [string, EventDefinition])[] = Object.entries(EVENTS);
const attributes: readonly (readonly [string, AttributeDefinition])[] = [
  ...Object.entries(COMMON_METADATA).map(([name, definition]) => [`common.${name}`, definition] as const),
  ...events.flatMap(([event, definition]) =>
    Object.entries(definition.attributes).map(([name, attribute]) => [`${event}.${name}`, attribute] as const),
  ),
];

test('has the events of the architecture, of the recipe and of the real Codex', () => {
  expect(Object.keys(EVENTS).toSorted()).toEqual([
    'agent_response',
    'api_request',
    'auth_recovery',
    'conversation_starts',
    'guardian_assessment',
    'network_proxy.policy_decision',
    'sandbox_outcome',
    'skill_invocation',
    'sse_event',
    'startup_phase',
    'tool_decision',
    'tool_result',
    'turn_cost',
    'turn_ended',
    'turn_ttft',
    'user_prompt',
    'websocket_connect',
    'websocket_request',
  ]);
});

test.each(attributes)(
  '%s is completely described',
  (name, { type, values, presence, when, privacy, unit, description }) => {
    expect(description).toMatch(/^[A-Z`].*\.$/u);
    expect(when === undefined).toBe(presence === 'required');
    expect(privacy === 'metadata' || presence === 'optional').toBe(true); // Capture may leave content out.
    expect(values === undefined || (type === 'string' && new Set(values).size === values.length)).toBe(true);
    expect(unit === 'ms').toBe(name.endsWith('_ms'));
    expect(unit === '{token}').toBe(/_token_count$|context_window|token_limit/.test(name));
  },
);

test.each(events)('%s is completely described', (_name, { description, items = {} }) => {
  expect(description).toMatch(/^[A-Z].*\.$/u);
  for (const list of Object.values(items)) expect(list.description).toMatch(/^[A-Z].*\.$/u);
});
