import type { TailedEvent } from '@codex-langfuse/otel';
import { printable } from './paint.ts';
import type { Paint } from './paint.ts';

/** What tells people most about an event, in this order; of other events the first attributes are shown. */
const USEFUL: Readonly<Record<string, readonly string[]>> = {
  conversation_starts: ['provider_name', 'approval_policy', 'sandbox_policy'],
  user_prompt: ['prompt_length', 'prompt'],
  api_request: ['request.model', 'purpose', 'attempt', 'http.response.status_code', 'duration_ms', 'error.message'],
  sse_event: [
    'event.kind',
    'finish_reason',
    'input_token_count',
    'cached_token_count',
    'output_token_count',
    'reasoning_token_count',
    'error.message',
  ],
  tool_decision: ['tool_name', 'decision', 'source'],
  tool_result: ['tool_name', 'success', 'exit_code', 'duration_ms', 'arguments', 'output_length', 'error.message'],
  agent_response: ['response_length', 'response'],
  turn_ended: ['outcome', 'duration_ms', 'error.message'],
};

const MOST_OTHER = 6;
const LONGEST_VALUE = 80;
const NAME_WIDTH = 20;

/** One line: local time, the end of the conversation's id, event, and the attributes that matter. */
export function tailLine(event: TailedEvent, paint: Paint): string {
  const { timeUnixMicros, conversationId, name, attributes } = event;
  const names = USEFUL[name] ?? Object.keys(attributes).slice(0, MOST_OTHER);
  const shown = names.flatMap((key) => {
    const value = attributes[key];
    if (value === undefined || value === null || value === '') return [];
    return [`${paint.dim(`${key}=`)}${shownValue(value)}`];
  });
  const head = `${paint.dim(clockTime(timeUnixMicros / 1000))} ${printable(conversationId).slice(-8)}`;
  return `${head} ${paintName(event, paint)} ${shown.join(' ')}`.trimEnd();
}

function paintName({ name, attributes }: TailedEvent, paint: Paint): string {
  const padded = printable(name).padEnd(NAME_WIDTH);
  const failed = attributes['success'] === false || attributes['error.message'] !== undefined;
  return failed ? paint.bad(padded) : paint.bold(padded);
}

function shownValue(value: unknown): string {
  if (typeof value !== 'string') return printable(JSON.stringify(value), LONGEST_VALUE);
  const line = printable(value, LONGEST_VALUE);
  return /[\s="]/.test(line) ? JSON.stringify(line) : line;
}

function clockTime(unixMillis: number): string {
  const time = new Date(unixMillis);
  const digits = (value: number, width: number): string => String(value).padStart(width, '0');
  const seconds = `${digits(time.getSeconds(), 2)}.${digits(time.getMilliseconds(), 3)}`;
  return `${digits(time.getHours(), 2)}:${digits(time.getMinutes(), 2)}:${seconds}`;
}
