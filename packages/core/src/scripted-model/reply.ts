import type { ConversationItem } from '@codex-langfuse/events';

/** What arrived at the model, as far as a script may want to know. */
export interface ScriptedRequest {
  /** Counts from 0 over the life of the server; retries count. */
  readonly index: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The whole parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string;
  /** The conversation as sent, oldest first. */
  readonly input: readonly ConversationItem[];
  /** The text of the last message of the user. */
  readonly prompt: string;
  /** Outputs of tools since that message, oldest first: real ones, for the script to decide by. */
  readonly toolOutputs: readonly ScriptedToolOutput[];
}

export interface ScriptedToolOutput {
  readonly callId: string;
  /** Name of the tool that was called; empty when the call is not in the conversation. */
  readonly name: string;
  readonly output: string;
}

/** One item of a reply; it is sent with the events that a real model sends for it. */
export type ScriptedItem =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'reasoning'; readonly summary: string }
  | {
      readonly type: 'function_call';
      readonly name: string;
      readonly arguments: object | string;
      readonly callId?: string;
    }
  | { readonly type: 'custom_tool_call'; readonly name: string; readonly input: string; readonly callId?: string };

/** Usage to report instead of the estimate made from the lengths of texts. */
export interface ScriptedUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens?: number;
  readonly outputTokens: number;
  readonly reasoningOutputTokens?: number;
}

interface Pace {
  /** Pause before the first event, in milliseconds. */
  readonly delayMillis?: number;
  /** Pause between two events. */
  readonly eventDelayMillis?: number;
}

/** What the model does with a request: answer, or one of the faults of real services. */
export type ScriptedReply =
  | (Pace & {
      readonly kind: 'respond';
      readonly items: readonly ScriptedItem[];
      readonly usage?: ScriptedUsage;
      /** The model to name in the response; default the one asked for. */
      readonly model?: string;
      /** Ends with `response.incomplete` for this reason. */
      readonly incomplete?: 'max_output_tokens' | 'content_filter';
    })
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Sends some events of a response, then breaks the connection (`cut`), ends it (`end`) or says nothing more (`hang`). */
  | (Pace & {
      readonly kind: 'cut' | 'end' | 'hang';
      readonly items: readonly ScriptedItem[];
      readonly afterEvents: number;
    })
  /** Accepts the request and never answers. */
  | { readonly kind: 'silence' }
  /** Opens the stream, then `response.failed`. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
