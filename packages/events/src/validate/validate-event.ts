import type { AgentEvent } from '../agent-event.ts';
import type { EventDefinition } from '../definition.ts';
import type { EventEnvelope } from '../event-envelope.ts';
import { EVENTS } from '../registry/index.ts';
import { checkAttributes } from './check-attributes.ts';
import { checkContext } from './check-context.ts';
import { checkItems } from './check-items.ts';
import { checkFields, integerFrom, isRecord, name, optional, record, type Expectation } from './check-shape.ts';
import { createProblemList, describeGiven, shortName, type ProblemList, type ValidationProblem } from './problem.ts';

export type ValidationResult<Event = AgentEvent | EventEnvelope> =
  /** It is what the registry says. `unknown` names attributes that the registry does not have; they are kept. */
  | { readonly kind: 'valid'; readonly event: Event; readonly unknown: readonly ValidationProblem[] }
  /** An event of a name that the registry does not have, otherwise well formed. */
  | { readonly kind: 'unknown'; readonly name: string; readonly unknown: readonly ValidationProblem[] }
  | {
      readonly kind: 'invalid';
      readonly errors: readonly ValidationProblem[];
      readonly unknown: readonly ValidationProblem[];
    };

export interface ValidationOptions {
  /** `reject` makes unknown events and attributes errors. Default `keep`: a newer writer may know more than we do. */
  readonly unknown?: 'keep' | 'reject';
}

/**
 * Checks a value from outside (a journal, a file, a stream of JSON) that should be an `AgentEvent` or an
 * `EventEnvelope`; it is taken for the latter if it has a writer, a sequence number or a context. Never throws for
 * what the value holds, and returns the very value. At most a hundred errors and a hundred unknown things are listed.
 */
export function validateEvent(
  value: unknown,
  { unknown: treatment = 'keep' }: ValidationOptions = {},
): ValidationResult {
  const errors = createProblemList();
  const unknown = createProblemList();
  if (isRecord(value)) checkEvent(value, errors, treatment === 'reject' ? errors : unknown);
  else errors.add({ kind: 'wrong_type', event: '', path: '', expected: 'an object', given: describeGiven(value) });

  if (errors.problems.length > 0) return { kind: 'invalid', errors: errors.problems, unknown: unknown.problems };
  const event = value as AgentEvent | EventEnvelope;
  if (Object.hasOwn(EVENTS, event.name)) return { kind: 'valid', event, unknown: unknown.problems };
  return { kind: 'unknown', name: event.name, unknown: unknown.problems };
}

const eventFields: Readonly<Record<string, Expectation>> = {
  name,
  timeUnixMicros: integerFrom(0),
  conversationId: name,
  turnId: optional(name),
  attributes: record,
};

const envelopeFields: Readonly<Record<string, Expectation>> = { writer: name, sequence: integerFrom(1) };

const knownFields = new Set([...Object.keys(eventFields), ...Object.keys(envelopeFields), 'context', 'items']);

function checkEvent(value: Readonly<Record<string, unknown>>, errors: ProblemList, unknown: ProblemList): void {
  const event = typeof value['name'] === 'string' ? shortName(value['name']) : '';
  const journaled = ['writer', 'sequence', 'context'].some((field) => Object.hasOwn(value, field));
  checkFields(eventFields, value, { event, path: '' }, errors);
  if (journaled) {
    checkFields(envelopeFields, value, { event, path: '' }, errors);
    checkContext(value['context'], event, errors, unknown);
  }
  for (const field of Object.keys(value)) {
    if (knownFields.has(field)) continue;
    const path = shortName(field);
    unknown.add({
      kind: 'unknown_attribute',
      event,
      path,
      expected: 'no field of this name',
      given: describeGiven(value[field]),
    });
  }

  const definition = definitionOf(value['name']);
  if (definition === undefined) {
    if (event === '') return;
    unknown.add({
      kind: 'unknown_event',
      event,
      path: 'name',
      expected: 'the name of an event',
      given: 'another name',
    });
    return;
  }
  const { attributes, items } = value;
  if (isRecord(attributes))
    checkAttributes(definition.attributes, attributes, { event, path: 'attributes' }, errors, unknown);
  checkItems(definition.items ?? {}, items, { event, journaled }, errors, unknown);
}

function definitionOf(eventName: unknown): EventDefinition | undefined {
  if (typeof eventName !== 'string' || !Object.hasOwn(EVENTS, eventName)) return undefined;
  return EVENTS[eventName as keyof typeof EVENTS];
}
