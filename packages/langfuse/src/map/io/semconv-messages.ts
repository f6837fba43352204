import { semconvMessages } from '../../vocabulary/reading.ts';
import type { AttributeValue, Attributes } from '../attributes.ts';
import { isObject, member, parseJson } from '../json.ts';
import type { InputOutput, SpanContext } from './input-output.ts';

/** OpenTelemetry's message attributes. They come almost last: every older convention beats them. */
export function semconvPair({ attributes }: SpanContext): InputOutput | null {
  const input = attributes.get(semconvMessages.input);
  const output = attributes.get(semconvMessages.output);
  if (!input && !output) return null;
  return { input: withSystemInstructions(input, attributes), output };
}

/** Arguments and result of a tool. */
export function toolCallPair({ attributes }: SpanContext): InputOutput | null {
  const input = attributes.get(semconvMessages.toolArguments);
  const output = attributes.get(semconvMessages.toolResult);
  return !input && !output ? null : { input, output };
}

/** Puts the system instructions before a list of messages, unless the list has a system message. */
export function withSystemInstructions(input: AttributeValue | undefined, attributes: Attributes): unknown {
  const instructions = attributes.get(semconvMessages.systemInstructions);
  const messages = parseJson(input);
  if (!instructions || !Array.isArray(messages)) return input;
  const hasSystem = messages.some((message) => isObject(message) && member(message, 'role') === 'system');
  return hasSystem ? input : [{ role: 'system', content: instructionText(instructions) }, ...messages];
}

/** Either plain text or a list of parts, whose texts are joined by line breaks. */
function instructionText(instructions: AttributeValue): unknown {
  const parts = parseJson(instructions);
  if (!Array.isArray(parts)) return instructions;
  return parts
    .map((part) => (isObject(part) ? (member(part, 'content') ?? member(part, 'text')) : part))
    .filter((text) => typeof text === 'string')
    .join('\n');
}
