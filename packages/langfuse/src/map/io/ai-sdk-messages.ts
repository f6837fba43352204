import { aiSdkAttributes } from '../../vocabulary/reading.ts';
import { firstValue } from '../attributes.ts';
import { parseJson } from '../json.ts';
import type { InputOutput, SpanContext } from './input-output.ts';

/** The Vercel AI SDK: an answer with tool calls becomes one assistant message, so that the calls are found in it. */
export function aiSdkMessages({ attributes }: SpanContext): InputOutput | null {
  const input = firstValue(attributes, aiSdkAttributes.input);
  const text = firstValue(attributes, aiSdkAttributes.text);
  const toolCalls = parseJson(firstValue(attributes, aiSdkAttributes.toolCalls));
  const output = Array.isArray(toolCalls)
    ? { role: 'assistant', content: text ?? '', tool_calls: toolCalls }
    : (text ?? firstValue(attributes, aiSdkAttributes.otherOutput));
  return input === undefined && output === undefined ? null : { input, output };
}
