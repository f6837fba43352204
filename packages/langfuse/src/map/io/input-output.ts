import type { WireScope, WireSpan } from '@codex-langfuse/otlp';
import {
  genkitPair,
  indexedMessages,
  langfuseInputOutput,
  logfireEvents,
  plainPairs,
} from '../../vocabulary/reading.ts';
import { firstValue, type Attributes } from '../attributes.ts';
import { parseJson } from '../json.ts';
import { aiSdkMessages } from './ai-sdk-messages.ts';
import { indexedAttributes } from './indexed-attributes.ts';
import { contentEventMessages, operationDetailsMessages, roleEventMessages, splitEvents } from './message-events.ts';
import { semconvPair, toolCallPair } from './semconv-messages.ts';

/** Values as they were found: text, or structures that a rule has put together. `undefined` where there is none. */
export interface InputOutput {
  readonly input: unknown;
  readonly output: unknown;
}

export interface SpanContext {
  readonly attributes: Attributes;
  readonly events: WireSpan['events'];
  readonly scope: WireScope;
}

/**
 * Input and output of a span: the conventions are asked in the order of Langfuse 4.16, and the first that knows either
 * side decides both.
 */
export function inputOutput(span: SpanContext): InputOutput {
  for (const convention of conventions) {
    const found = convention(span);
    if (found !== null) return found;
  }
  return { input: undefined, output: undefined };
}

type Convention = (span: SpanContext) => InputOutput | null;

const conventions: readonly Convention[] = [
  langfuse,
  inScope('genkit-tracer', pair(genkitPair)),
  inScope('ai', aiSdkMessages),
  operationDetailsMessages,
  roleEventMessages,
  contentEventMessages,
  pair(plainPairs.vertexAgent),
  pair(plainPairs.logfirePrompt),
  pair(plainPairs.livekit),
  logfireEventList,
  pair(plainPairs.mlflow),
  pair(plainPairs.traceloop),
  pair(plainPairs.openInference),
  pair(plainPairs.plain),
  pair(plainPairs.pydanticAi),
  pair(plainPairs.toolArguments),
  indexed(indexedMessages.genAi),
  indexed(indexedMessages.openInference),
  semconvPair,
  toolCallPair,
];

/** Here even empty text counts: the sender has spoken. */
function langfuse({ attributes }: SpanContext): InputOutput | null {
  const { input, output } = langfuseInputOutput;
  if (!attributes.has(input) && !attributes.has(output)) return null;
  return { input: attributes.get(input), output: attributes.get(output) };
}

function pair(names: { readonly input: readonly string[]; readonly output: readonly string[] }): Convention {
  return ({ attributes }) => {
    const input = firstValue(attributes, names.input);
    const output = firstValue(attributes, names.output);
    return input === undefined && output === undefined ? null : { input, output };
  };
}

function inScope(name: string, convention: Convention): Convention {
  return (span) => (span.scope.name === name ? convention(span) : null);
}

/** With one side there, Langfuse shows the other as an empty object. */
function indexed(prefixes: { readonly input: string; readonly output: string }): Convention {
  return ({ attributes }) => {
    const input = indexedAttributes(attributes, prefixes.input);
    const output = indexedAttributes(attributes, prefixes.output);
    return input === undefined && output === undefined ? null : { input: input ?? {}, output: output ?? {} };
  };
}

function logfireEventList({ attributes }: SpanContext): InputOutput | null {
  const events = parseJson(attributes.get(logfireEvents));
  return Array.isArray(events) ? splitEvents(events) : null;
}
