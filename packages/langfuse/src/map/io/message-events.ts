import { messageEvents, semconvMessages } from '../../vocabulary/reading.ts';
import { readAttributes, type Attributes } from '../attributes.ts';
import { fromEntries, isObject, member } from '../json.ts';
import type { InputOutput, SpanContext } from './input-output.ts';
import { withSystemInstructions } from './semconv-messages.ts';

/** One event that carries the whole exchange. */
export function operationDetailsMessages({ events }: SpanContext): InputOutput | null {
  const event = events.find(({ name }) => name === messageEvents.operationDetails);
  if (event === undefined) return null;
  const attributes = readAttributes(event.attributes);
  const input = attributes.get(semconvMessages.input);
  const output = attributes.get(semconvMessages.output);
  if (!input && !output) return null;
  return { input: withSystemInstructions(input, attributes), output };
}

/** An event per message, its role in the name of the event, and one per choice of the answer. */
export function roleEventMessages({ events }: SpanContext): InputOutput | null {
  const input: unknown[] = [];
  const choices: unknown[] = [];
  for (const event of events) {
    const fields = asObject(readAttributes(event.attributes));
    const role = messageEvents.rolePattern.exec(event.name)?.[1];
    if (role !== undefined) input.push({ role, ...fields });
    else if (event.name === messageEvents.choice) choices.push(fields);
  }
  return asInputOutput(input, choices);
}

/** The two events of the convention before that one. */
export function contentEventMessages({ events }: SpanContext): InputOutput | null {
  let input: unknown;
  let output: unknown;
  for (const event of events) {
    const attributes = readAttributes(event.attributes);
    if (event.name === messageEvents.contentPrompt) input ??= attributes.get(messageEvents.contentPromptAttribute);
    if (event.name === messageEvents.contentCompletion)
      output ??= attributes.get(messageEvents.contentCompletionAttribute);
  }
  return input === undefined && output === undefined ? null : { input, output };
}

/** Logfire's list of the same events in one attribute, told apart by `event.name`. */
export function splitEvents(events: readonly unknown[]): InputOutput | null {
  const isChoice = (event: unknown): boolean => isObject(event) && member(event, 'event.name') === messageEvents.choice;
  return asInputOutput(
    events.filter((event) => !isChoice(event)),
    events.filter(isChoice),
  );
}

function asInputOutput(input: readonly unknown[], choices: readonly unknown[]): InputOutput | null {
  if (input.length === 0 && choices.length === 0) return null;
  return {
    input: input.length === 0 ? undefined : input,
    output: choices.length > 1 ? choices : choices[0],
  };
}

function asObject(attributes: Attributes): Record<string, unknown> {
  return fromEntries<unknown>(attributes);
}
