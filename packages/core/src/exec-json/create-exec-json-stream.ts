import type { AgentEvent, EventSink } from '@codex-langfuse/events';

import type { ExecJsonEvent, ExecJsonItem, ExecJsonItemDetails, ExecJsonUsage } from './exec-json-event.ts';
import { modelItem } from './model-item.ts';
import { toolItem, toolItemEnd } from './tool-item.ts';

export interface ExecJsonOptions {
  /** Folder that relative paths of patches start from; without it they stay relative. */
  readonly cwd?: string;
  /** The provider's limit, for `Reconnecting... 1/5`; default 5. */
  readonly streamMaxRetries?: number;
  /**
   * The full text of a failure, as `onFailure` of the conversation gave it. Events count their error messages as
   * metadata and so hold only a short form, which is used otherwise.
   */
  readonly failureMessage?: () => string | undefined;
}

/** Turns raw events into the lines of `exec --json` and hands each to `write` as an object. */
export function createExecJsonStream(write: (line: ExecJsonEvent) => void, options: ExecJsonOptions = {}): EventSink {
  const turn = createTurnState();
  let items = 0;
  const open = new Map<string, ExecJsonItem>();
  const started = (key: string, details: ExecJsonItemDetails): void => {
    const item = { id: `item_${items++}`, ...details };
    open.set(key, item);
    write({ type: 'item.started', item });
  };
  const completed = (details: ExecJsonItemDetails): void =>
    write({ type: 'item.completed', item: { id: `item_${items++}`, ...details } });

  const planned = (details: ExecJsonItemDetails): void => {
    const known = open.get(PLAN);
    if (known === undefined) return started(PLAN, details);
    const item = { ...details, id: known.id };
    open.set(PLAN, item);
    write({ type: 'item.updated', item });
  };

  const called = ({ attributes }: AgentEvent<'tool_decision'>): void => {
    const details = toolItem(attributes.tool_name, attributes.arguments ?? '', options.cwd);
    if (details?.type === 'todo_list') planned(details);
    else if (details !== undefined) started(attributes.call_id, details);
  };

  const finished = ({ attributes }: AgentEvent<'tool_result'>): void => {
    const item = open.get(attributes.call_id);
    open.delete(attributes.call_id);
    if (item !== undefined) write({ type: 'item.completed', item: { ...toolItemEnd(item, attributes), id: item.id } });
    else if (!attributes.success)
      completed({ type: 'error', message: attributes.output ?? attributes['error.message'] ?? 'the tool call failed' });
  };

  const streamed = (event: AgentEvent<'sse_event'>): void => {
    const kind = event.attributes['event.kind'];
    if (kind === 'response.completed') turn.addUsage(event.attributes);
    if (kind === 'stream.failed') turn.broke(event.attributes['error.message'] ?? 'stream failed');
    if (kind !== 'response.output_item.done') return;
    for (const item of event.items?.output ?? []) {
      const details = modelItem(item);
      if (details !== undefined) completed(details);
    }
  };

  const ended = ({ attributes }: AgentEvent<'turn_ended'>): void => {
    const plan = open.get(PLAN);
    if (plan !== undefined) write({ type: 'item.completed', item: plan });
    open.clear();
    if (attributes.outcome === 'completed') return write({ type: 'turn.completed', usage: turn.usage() });
    const message = options.failureMessage?.() ?? attributes['error.message'] ?? `turn ${attributes.outcome}`;
    write({ type: 'error', message });
    write({ type: 'turn.failed', error: { message } });
  };

  return {
    record(event) {
      if (event.name === 'conversation_starts') write({ type: 'thread.started', thread_id: event.conversationId });
      else if (event.name === 'user_prompt') {
        turn.reset();
        write({ type: 'turn.started' });
      } else if (event.name === 'api_request') {
        const notice = turn.reconnection(options.streamMaxRetries ?? 5);
        if (notice !== undefined) write({ type: 'error', message: notice });
      } else if (event.name === 'sse_event') streamed(event);
      else if (event.name === 'tool_decision') called(event);
      else if (event.name === 'tool_result') finished(event);
      else if (event.name === 'turn_ended') ended(event);
    },
  };
}

/** Where the one plan of a turn stands among the open items; no call has this id. */
const PLAN = '\0plan';

/** What a turn adds up to, and whether its stream is broken. */
function createTurnState() {
  let usage: ExecJsonUsage = NO_USAGE;
  let broken: string | undefined;
  let reconnections = 0;
  return {
    reset(): void {
      usage = NO_USAGE;
      broken = undefined;
      reconnections = 0;
    },
    addUsage(attributes: AgentEvent<'sse_event'>['attributes']): void {
      reconnections = 0;
      usage = {
        input_tokens: usage.input_tokens + (attributes.input_token_count ?? 0),
        cached_input_tokens: usage.cached_input_tokens + (attributes.cached_token_count ?? 0),
        cache_write_input_tokens: usage.cache_write_input_tokens + (attributes.cache_write_token_count ?? 0),
        output_tokens: usage.output_tokens + (attributes.output_token_count ?? 0),
        reasoning_output_tokens: usage.reasoning_output_tokens + (attributes.reasoning_token_count ?? 0),
      };
    },
    usage: (): ExecJsonUsage => usage,
    broke(reason: string): void {
      broken = reason;
    },
    /** What to say when a request follows a broken stream; undefined otherwise. */
    reconnection(limit: number): string | undefined {
      if (broken === undefined) return undefined;
      const notice = `Reconnecting... ${++reconnections}/${limit} (${broken})`;
      broken = undefined;
      return notice;
    },
  };
}

const NO_USAGE: ExecJsonUsage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
};
