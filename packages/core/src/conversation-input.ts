import type { CodexConfig } from '@codex-langfuse/config';
import type { ConversationItem, EventSink } from '@codex-langfuse/events';

import type { Clock } from './clock.ts';
import type { TurnError } from './turn-result.ts';

/** The names under which a shell can be offered to the model; every one of them is understood when called. */
export type ShellToolName = 'exec_command' | 'shell_command';

/** What the user, or a policy in their place, is asked before a tool runs. */
export interface ApprovalRequest {
  readonly turnId: string;
  readonly callId: string;
  /** As the model called it. */
  readonly toolName: string;
  readonly kind: 'command' | 'patch';
  /** The command line, or the text of the patch. */
  readonly text: string;
  /** Absolute folder in which it would run. */
  readonly workdir: string;
  /** The model asks to run outside the sandbox. */
  readonly outsideSandbox: boolean;
  /** The model's own reason, when it gave one. */
  readonly justification?: string;
}

/** `approved_for_session` also approves the same text in the same folder later on; `abort` ends the turn. */
export type ApprovalAnswer = 'approved' | 'approved_for_session' | 'denied' | 'abort';

export interface ConversationInput {
  readonly config: CodexConfig;
  /** Takes every raw event. */
  readonly sink: EventSink;
  /** Which front end runs the agent; default `codex_cli_ts`. */
  readonly originator?: string;
  /** UUID of the conversation; default a new UUIDv7. */
  readonly conversationId?: string;
  /** Items of a conversation that is resumed, oldest first, without the instructions. */
  readonly history?: readonly ConversationItem[];
  /** Version for the User-Agent; default `0.0.0`. */
  readonly version?: string;
  /** Absolute folder in which the agent works. */
  readonly cwd: string;
  /** The environment for headers, terminal and child processes; nothing else is read from the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
  /** From 0 up to 1; spreads retries. */
  readonly random?: () => number;
  readonly platform?: NodeJS.Platform;
  /** Which shell tool is offered; default `exec_command`. */
  readonly shellTool?: ShellToolName;
  /** Whether the model may call several tools at once; default true. */
  readonly parallelToolCalls?: boolean;
  /** Folders besides `cwd` and the temporary ones that `workspace-write` may write to. */
  readonly writableRoots?: readonly string[];
  /** Asked where the approval policy wants a person; without it such calls are denied. */
  readonly approve?: (request: ApprovalRequest) => Promise<ApprovalAnswer>;
  /** Told why a turn fails or is interrupted, just before `turn_ended` is recorded; the result says the same. */
  readonly onFailure?: (error: TurnError) => void;
  /** Told what a person may want to know while the turn goes on, such as a reconnection. */
  readonly onNotice?: (text: string) => void;
}
