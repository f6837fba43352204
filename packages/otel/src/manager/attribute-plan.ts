import type { CapturePolicy } from '@codex-langfuse/config';
import { EVENTS, type AttributeDefinition, type EventName } from '@codex-langfuse/events';
import { kindOfAttribute } from './capture.ts';

/** What becomes of an attribute on its way into the journal; one without a plan is left out. */
export interface AttributePlan {
  readonly type: AttributeDefinition['type'];
  /** `keep` it as it is, or have its text treated as `metadata` or as content at the level the policy allows. */
  readonly treatment: 'keep' | 'metadata' | 'redacted' | 'full';
}

/** By attribute, for one event. */
export type EventPlan = ReadonlyMap<string, AttributePlan>;

/** Made once per event name: most events come again and again. */
export function createEventPlans(policy: CapturePolicy): (event: EventName) => EventPlan {
  const plans = new Map<EventName, EventPlan>();
  return (event) => {
    let plan = plans.get(event);
    if (plan === undefined) plans.set(event, (plan = planEvent(event, policy)));
    return plan;
  };
}

function planEvent(event: EventName, policy: CapturePolicy): EventPlan {
  const definitions: Readonly<Record<string, AttributeDefinition>> = EVENTS[event].attributes;
  return new Map(
    Object.entries(definitions).flatMap(([name, definition]) => {
      const treatment = treatmentOf(event, name, definition, policy);
      return treatment === undefined ? [] : [[name, { type: definition.type, treatment }]];
    }),
  );
}

function treatmentOf(
  event: EventName,
  name: string,
  definition: AttributeDefinition,
  policy: CapturePolicy,
): AttributePlan['treatment'] | undefined {
  if (definition.privacy === 'metadata')
    return definition.type === 'string' && definition.values === undefined ? 'metadata' : 'keep';
  const kind = kindOfAttribute(name);
  if (definition.privacy !== 'content' || isLiveOnly(event, name) || kind === undefined) return undefined;
  const level = policy[kind];
  return level === 'metadata' || definition.type !== 'string' ? undefined : level;
}

/** Content that only the live stream carries. */
function isLiveOnly(event: EventName, attribute: string): boolean {
  return attribute === 'delta' || (event === 'tool_decision' && attribute === 'arguments');
}

export function hasType(value: unknown, type: AttributeDefinition['type']): boolean {
  if (type === 'string[]') return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'number') return Number.isFinite(value);
  return typeof value === type;
}
