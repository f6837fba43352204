/** One line of `exec --json`, in the real Codex's schema. */
export type ExecJsonEvent =
  | { readonly type: 'thread.started'; readonly thread_id: string }
  | { readonly type: 'turn.started' }
  | { readonly type: 'turn.completed'; readonly usage: ExecJsonUsage }
  | { readonly type: 'turn.failed'; readonly error: { readonly message: string } }
  | { readonly type: 'item.started' | 'item.updated' | 'item.completed'; readonly item: ExecJsonItem }
  | { readonly type: 'error'; readonly message: string };

/** Sums over the turn. */
export interface ExecJsonUsage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly cache_write_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_output_tokens: number;
}

/** `id` counts `item_0`, `item_1`, … over the thread. */
export type ExecJsonItem = { readonly id: string } & ExecJsonItemDetails;

export type ExecJsonItemDetails =
  | { readonly type: 'agent_message'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'command_execution';
      readonly command: string;
      readonly aggregated_output: string;
      readonly exit_code: number | null;
      readonly status: 'in_progress' | 'completed' | 'failed' | 'declined';
    }
  | {
      readonly type: 'file_change';
      readonly changes: readonly FileChange[];
      readonly status: 'in_progress' | 'completed' | 'failed';
    }
  | { readonly type: 'todo_list'; readonly items: readonly { readonly text: string; readonly completed: boolean }[] }
  | { readonly type: 'error'; readonly message: string };

export interface FileChange {
  /** Absolute when the stream knows the working folder. */
  readonly path: string;
  readonly kind: 'add' | 'delete' | 'update';
}
